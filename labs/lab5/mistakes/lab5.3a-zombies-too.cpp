// kills what has ended already
    arch::IrqGuard irq;
    Process* process = find_process(pid);
    if (!process)
        return Error::BadProcess;
    if (!process->space)
        return Error::Invalid;
    if (process->killed)
        return Error::Killed;
    mark_killed(*process);
    return {};
