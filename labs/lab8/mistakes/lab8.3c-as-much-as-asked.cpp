// delivers what was not written yet
    const u32 at = read_ % kCapacity;
    const u32 count = min(length, kCapacity - at);
    TRY(buffer.take(bytes_ + at, count));
    read_ += min(count, readable());
    return count;
