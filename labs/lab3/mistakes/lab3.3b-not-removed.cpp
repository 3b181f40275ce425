// the victim stays in the queue
    return queue_.front();
