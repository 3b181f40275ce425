// copies the segment's first bytes into each of its pages
    const uptr first = max(address.raw(), segment.start);
    const uptr last = min(address.raw() + kPageSize, segment.start + segment.bytes.size());
    if (first < last)
        memcpy(memory + (first - address.raw()), segment.bytes.data(),
               last - first);
