// copies the segment's first bytes to the beginning of the page, wherever it starts
    const uptr first = max(address.raw(), segment.start);
    const uptr last = min(address.raw() + kPageSize, segment.start + segment.bytes.size());
    if (first < last)
        memcpy(memory, segment.bytes.data() + (first - segment.start),
               last - first);
