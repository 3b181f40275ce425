// what has no name any more is never freed
    Inode* target = TRY(lookup(directory, name));
    return target->is_directory() ? Error::IsDirectory : remove_name(directory, name, *target);
