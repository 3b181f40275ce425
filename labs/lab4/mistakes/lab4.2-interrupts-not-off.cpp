// enters the child into the tables while an interrupt may come
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    copy_thread(*child, frame);
    set_name(*child, current().name);
    TRY(enter_family(*child, current()));
    undo.dismiss();
    const u32 pid = child->pid;
    sched::wakeup_proc(*child);
    return pid;
