// makes a name that is there already
    if (target.is_directory()) {
        return Error::IsDirectory;
    }
    if (target.nlinks() == 0) {
        return Error::NoEntry;
    }
    TRY(add_link(target));
    const auto added = entries(directory).add(name, target);
    if (!added.has_value()) {
        drop_link(target);
    }
    return added;
