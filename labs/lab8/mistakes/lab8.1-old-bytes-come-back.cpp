// what was cut off comes back when the file grows again
    if (direction == Direction::Write) {
        if (offset > kMaxFileSize || length > kMaxFileSize - offset) {
            return Error::TooBig;
        }
    } else {
        length = offset < size() ? min(length, size() - offset) : 0;
    }
    u32 done = 0;
    while (done < length) {
        const u32 count = min(length - done, kBlockSize - (offset + done) % kBlockSize);
        const auto moved = transfer(buffer, offset + done, count, direction);
        if (!moved.has_value()) {
            if (done == 0) {
                return moved.error();
            }
            break;
        }
        done += count;
    }
    return done;
