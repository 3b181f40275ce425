// an error hides that some bytes were moved
    if (direction == Direction::Write) {
        if (offset > kMaxFileSize || length > kMaxFileSize - offset) {
            return Error::TooBig;
        }
        if (length != 0 && offset > size()) {
            TRY(clear_tail());
        }
    } else {
        length = offset < size() ? min(length, size() - offset) : 0;
    }
    u32 done = 0;
    while (done < length) {
        const u32 count = min(length - done, kBlockSize - (offset + done) % kBlockSize);
        const auto moved = transfer(buffer, offset + done, count, direction);
        if (!moved.has_value()) {
            return moved.error();
        }
        done += count;
    }
    return done;
