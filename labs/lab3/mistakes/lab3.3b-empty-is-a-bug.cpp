// takes an empty queue for a bug in the kernel
    ASSERT(!queue_.empty());
    return queue_.pop_front();
