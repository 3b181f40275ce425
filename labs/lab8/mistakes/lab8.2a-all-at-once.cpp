// reads the whole program at once
    TRY(space.map(start, segment.end - segment.start, permissions_of(segment)));
    if (segment.file_size == 0)
        return {};
    Ref<vm::PageSource> source = TRY(make_segment_source(file, segment));
    const bool writable = (segment.flags & kElfFlagWrite) != 0;
    const VirtAddr end = VirtAddr(segment.file_end()).page_ceiling();
    for (VirtAddr at = start.page_floor(); at < end; at += kPageSize)
        TRY(add_page(space, at, writable, source.get()));
    return {};
