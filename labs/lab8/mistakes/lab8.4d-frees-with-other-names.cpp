// frees a file that has other names
    Inode* target = TRY(lookup(directory, name));
    const auto removed =
        target->is_directory() ? Error::IsDirectory : remove_name(directory, name, *target);
    if (removed.has_value()) {
        target->disk().nlinks = 0;
    }
    const auto closed = close(*target);
    return removed.has_value() ? closed : removed;
