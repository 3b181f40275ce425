// does not say that it waits
    monitor_.leave();
    semaphore_.down();
