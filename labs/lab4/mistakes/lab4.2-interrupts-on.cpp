// switches interrupts on at the end instead of putting back what it found
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    set_name(*child, current().name);
    arch::disable_interrupts();
    TRY(enter_family(*child, current()));
    arch::enable_interrupts();
    undo.dismiss();
    const u32 pid = child->pid;
    sched::wakeup_proc(*child);
    return pid;
