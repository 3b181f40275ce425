// calls though nobody waits
    ++monitor_.signallers_;
    semaphore_.up();
    monitor_.next_.down();
    --monitor_.signallers_;
