// forgets to dismiss the undo: the child is freed although all went well
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    set_name(*child, current().name);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, current()));
    }
    const u32 pid = child->pid;
    sched::wakeup_proc(*child);
    return pid;
