// the child's context points at the caller's frame, which is gone when the child runs
    auto* own_frame = const_cast<TrapFrame*>(&frame);
    own_frame->registers.eax = 0;
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = reinterpret_cast<uptr>(own_frame);
