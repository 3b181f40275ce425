// does not say that it waits at next_
    if (waiting_ == 0)
        return;
    semaphore_.up();
    monitor_.next_.down();
