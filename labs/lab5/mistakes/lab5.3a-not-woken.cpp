// marks the process, but lets it sleep on
    arch::IrqGuard irq;
    Process* process = find_process(pid);
    if (!process || process->state == sched::TaskState::Zombie)
        return Error::BadProcess;
    if (!process->space)
        return Error::Invalid;
    if (process->killed)
        return Error::Killed;
    process->killed = true;
    return {};
