// the new name is not counted
    if (target.is_directory()) {
        return Error::IsDirectory;
    }
    if (target.nlinks() == 0) {
        return Error::NoEntry;
    }
    TRY(check_new_name(directory, name));
    return entries(directory).add(name, target);
