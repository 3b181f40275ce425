// the count stays when a name goes
    Inode* target = TRY(lookup(directory, name));
    const auto removed = target->is_directory() ? Error::IsDirectory
                                                : entries(directory).remove(name, *target);
    const auto closed = close(*target);
    return removed.has_value() ? closed : removed;
