// counts a name that could not be made
    if (target.is_directory()) {
        return Error::IsDirectory;
    }
    if (target.nlinks() == 0) {
        return Error::NoEntry;
    }
    TRY(add_link(target));
    TRY(check_new_name(directory, name));
    const auto added = entries(directory).add(name, target);
    if (!added.has_value()) {
        drop_link(target);
    }
    return added;
