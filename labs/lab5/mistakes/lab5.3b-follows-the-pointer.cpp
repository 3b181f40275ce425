// writes to whatever address the program says
    process::Process* zombie = TRY(process::wait_for_zombie(pid));
    if (!code.is_null())
        *reinterpret_cast<volatile int*>(code.raw()) = zombie->exit_code;
    process::reap(zombie);
    return {};
