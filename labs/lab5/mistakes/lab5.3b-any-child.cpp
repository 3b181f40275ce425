// waits for any child, whichever was asked for
    static_cast<void>(pid);
    process::Process* zombie = TRY(process::wait_for_zombie(process::kAnyChild));
    if (!code.is_null())
        TRY(vm::write_user(code, zombie->exit_code));
    process::reap(zombie);
    return {};
