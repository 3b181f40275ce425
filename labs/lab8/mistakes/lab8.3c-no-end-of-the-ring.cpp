// reads on behind the end of the ring
    const u32 at = read_ % kCapacity;
    const u32 count = min(length, readable());
    TRY(buffer.take(bytes_ + min(at, kCapacity - count), count));
    read_ += count;
    return count;
