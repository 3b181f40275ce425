// the child has no name
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, current()));
    }
    undo.dismiss();
    const u32 pid = child->pid;
    sched::wakeup_proc(*child);
    return pid;
