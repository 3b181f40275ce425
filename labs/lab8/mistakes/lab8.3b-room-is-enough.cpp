// looks for readers only when there is no room
    while (is_busy_ || readable() == kCapacity) {
        if (readers_ == 0 && had_reader_)
            return Error::DeviceNotAvailable;
        TRY(changed_.wait(kUntilKilled));
    }
    is_busy_ = true;
    return {};
