// takes a named pipe without a writer for one that had one
    while (is_busy_ || readable() == 0) {
        if (!is_busy_ && writers_ == 0)
            return false;
        TRY(changed_.wait(kUntilKilled));
    }
    is_busy_ = true;
    return true;
