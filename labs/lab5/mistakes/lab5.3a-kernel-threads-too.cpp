// has the kernel's own threads end as well
    arch::IrqGuard irq;
    Process* process = find_process(pid);
    if (!process || process->state == sched::TaskState::Zombie)
        return Error::BadProcess;
    if (process->killed)
        return Error::Killed;
    mark_killed(*process);
    return {};
