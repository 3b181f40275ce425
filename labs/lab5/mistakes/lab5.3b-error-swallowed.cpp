// does not tell that the pointer was bad, and gives up the child
    process::Process* zombie = TRY(process::wait_for_zombie(pid));
    if (!code.is_null())
        static_cast<void>(vm::write_user(code, zombie->exit_code).has_value());
    process::reap(zombie);
    return {};
