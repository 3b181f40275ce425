// lets in who wants to enter, ahead of who has called
    ++waiting_;
    monitor_.mutex_.up();
    semaphore_.down();
    --waiting_;
