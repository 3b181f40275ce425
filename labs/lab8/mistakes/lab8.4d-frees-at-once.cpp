// frees the blocks although somebody has the file open
    Inode* target = TRY(lookup(directory, name));
    const auto removed =
        target->is_directory() ? Error::IsDirectory : remove_name(directory, name, *target);
    if (removed.has_value() && target->nlinks() == 0) {
        target->set_size(0, 0);
        TRY(target->free_from(0));
    }
    const auto closed = close(*target);
    return removed.has_value() ? closed : removed;
