// forgets segments with nothing in the file
    if (segment.file_size == 0)
        return {};
    Ref<vm::PageSource> source = TRY(make_segment_source(file, segment));
    TRY(space.map(start, segment.end - segment.start,
                  permissions_of(segment) | Permissions::FromFile));
    space.areas().find(start)->source = source;
    return fill_first_pages(space, *source, segment);
