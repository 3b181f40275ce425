// writes although nobody will read
    while (is_busy_ || readable() == kCapacity)
        TRY(changed_.wait(kUntilKilled));
    is_busy_ = true;
    return {};
