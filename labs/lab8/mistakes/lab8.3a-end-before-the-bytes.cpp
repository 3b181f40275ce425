// is at the end as soon as no writer is left
    while (is_busy_ || readable() == 0 || writers_ == 0) {
        if (!is_busy_ && writers_ == 0 && had_writer_)
            return false;
        TRY(changed_.wait(kUntilKilled));
    }
    is_busy_ = true;
    return true;
