// waits although no writer is left
    while (is_busy_ || readable() == 0)
        TRY(changed_.wait(kUntilKilled));
    is_busy_ = true;
    return true;
