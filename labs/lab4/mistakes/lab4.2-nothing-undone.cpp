// a child that finds no number is never freed
    Process* child = TRY(alloc_proc());
    copy_thread(*child, frame);
    set_name(*child, current().name);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, current()));
    }
    const u32 pid = child->pid;
    sched::wakeup_proc(*child);
    return pid;
