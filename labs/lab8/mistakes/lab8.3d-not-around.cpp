// begins at the beginning when the end is reached
    const u32 at = written_ % kCapacity;
    const u32 count = min(min(length, kCapacity - readable()), kCapacity - at);
    TRY(buffer.give(bytes_ + (at + count == kCapacity ? 0 : at), count));
    written_ += count;
    return count;
