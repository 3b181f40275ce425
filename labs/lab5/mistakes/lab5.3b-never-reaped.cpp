// leaves the child as it is
    process::Process* zombie = TRY(process::wait_for_zombie(pid));
    if (!code.is_null())
        TRY(vm::write_user(code, zombie->exit_code));
    return {};
