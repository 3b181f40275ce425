// takes NULL for a place to write to
    process::Process* zombie = TRY(process::wait_for_zombie(pid));
    TRY(vm::write_user(code, zombie->exit_code));
    process::reap(zombie);
    return {};
