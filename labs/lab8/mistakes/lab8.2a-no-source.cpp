// pages are empty, but for the first ones
    if (segment.file_size == 0)
        return space.map(start, segment.end - segment.start, permissions_of(segment));
    Ref<vm::PageSource> source = TRY(make_segment_source(file, segment));
    TRY(space.map(start, segment.end - segment.start,
                  permissions_of(segment)));
    return fill_first_pages(space, *source, segment);
