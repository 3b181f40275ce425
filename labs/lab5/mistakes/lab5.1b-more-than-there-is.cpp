// fills the last page with what stands behind the segment in the file
    const uptr first = max(address.raw(), segment.start);
    const uptr last = address.raw() + kPageSize;
    if (segment.bytes.size() > 0)
        memcpy(memory + (first - address.raw()), segment.bytes.data() + (first - segment.start),
               last - first);
