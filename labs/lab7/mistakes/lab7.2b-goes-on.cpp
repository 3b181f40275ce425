// goes on beside the one that it has called
    if (waiting_ > 0)
        semaphore_.up();
