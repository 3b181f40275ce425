// enters again, as one would with Mesa's
    ++waiting_;
    monitor_.leave();
    semaphore_.down();
    --waiting_;
    monitor_.leave();
    monitor_.enter();
