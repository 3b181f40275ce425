// a directory may have several names
    if (target.nlinks() == 0) {
        return Error::NoEntry;
    }
    TRY(check_new_name(directory, name));
    TRY(add_link(target));
    const auto added = entries(directory).add(name, target);
    if (!added.has_value()) {
        drop_link(target);
    }
    return added;
