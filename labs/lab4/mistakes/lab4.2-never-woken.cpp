// the child never gets into the run queue
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    set_name(*child, current().name);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, current()));
    }
    undo.dismiss();
    return child->pid;
