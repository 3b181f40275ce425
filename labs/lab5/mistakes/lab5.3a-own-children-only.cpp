// kills children of the caller, nobody else
    arch::IrqGuard irq;
    Process* process = find_process(pid);
    if (!process || process->state == sched::TaskState::Zombie)
        return Error::BadProcess;
    if (process->parent != &current())
        return Error::BadProcess;
    if (!process->space)
        return Error::Invalid;
    if (process->killed)
        return Error::Killed;
    mark_killed(*process);
    return {};
