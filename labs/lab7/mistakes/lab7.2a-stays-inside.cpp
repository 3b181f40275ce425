// waits without leaving the monitor
    ++waiting_;
    semaphore_.down();
    --waiting_;
