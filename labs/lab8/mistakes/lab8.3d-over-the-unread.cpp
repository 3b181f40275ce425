// writes over what was not read yet
    const u32 at = written_ % kCapacity;
    const u32 count = min(length, kCapacity - at);
    TRY(buffer.give(bytes_ + at, count));
    written_ += count;
    return count;
