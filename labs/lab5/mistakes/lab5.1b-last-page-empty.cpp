// leaves out the last page, which is not full
    const uptr first = max(address.raw(), segment.start);
    const uptr last = address.raw() + kPageSize;
    if (last <= segment.start + segment.bytes.size())
        memcpy(memory + (first - address.raw()), segment.bytes.data() + (first - segment.start),
               last - first);
