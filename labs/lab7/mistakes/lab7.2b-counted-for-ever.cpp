// stays counted
    if (waiting_ == 0)
        return;
    ++monitor_.signallers_;
    semaphore_.up();
    monitor_.next_.down();
