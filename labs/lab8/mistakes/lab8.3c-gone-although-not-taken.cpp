// bytes that could not be delivered are lost
    const u32 at = read_ % kCapacity;
    const u32 count = min(min(length, readable()), kCapacity - at);
    read_ += count;
    TRY(buffer.take(bytes_ + at, count));
    return count;
