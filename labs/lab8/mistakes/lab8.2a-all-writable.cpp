// constants may be written to
    if (segment.file_size == 0)
        return space.map(start, segment.end - segment.start, permissions_of(segment));
    Ref<vm::PageSource> source = TRY(make_segment_source(file, segment));
    TRY(space.map(start, segment.end - segment.start,
                  permissions_of(segment) | Permissions::Write | Permissions::FromFile));
    space.areas().find(start)->source = source;
    return fill_first_pages(space, *source, segment);
