// takes the last one of the queue
    return queue_.pop_back();
