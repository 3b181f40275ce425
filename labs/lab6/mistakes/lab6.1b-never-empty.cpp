// takes an empty queue for an error
    ASSERT(!queue_.empty());
    return queue_.pop_front();
