// returns what the child is to see
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    set_name(*child, current().name);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, current()));
    }
    undo.dismiss();
    sched::wakeup_proc(*child);
    return u32{0};
