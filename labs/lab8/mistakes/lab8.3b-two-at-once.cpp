// two copy at the same time
    while (readable() == kCapacity) {
        if (readers_ == 0 && had_reader_)
            return Error::DeviceNotAvailable;
        TRY(changed_.wait(kUntilKilled));
    }
    if (readers_ == 0 && had_reader_)
        return Error::DeviceNotAvailable;
    is_busy_ = true;
    return {};
