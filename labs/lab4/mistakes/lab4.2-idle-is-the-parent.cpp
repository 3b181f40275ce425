// every child becomes a child of the idle process
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    set_name(*child, current().name);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, idle_process()));
    }
    undo.dismiss();
    const u32 pid = child->pid;
    sched::wakeup_proc(*child);
    return pid;
