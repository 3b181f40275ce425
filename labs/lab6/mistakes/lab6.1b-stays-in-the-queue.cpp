// does not take the task off the queue
    return queue_.front();
