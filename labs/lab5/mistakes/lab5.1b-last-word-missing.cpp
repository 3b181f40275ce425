// stops a word too early in each page
    const uptr first = max(address.raw(), segment.start);
    const uptr last = min(address.raw() + kPageSize, segment.start + segment.bytes.size());
    if (first < last)
        memcpy(memory + (first - address.raw()), segment.bytes.data() + (first - segment.start),
               last - first - 4);
