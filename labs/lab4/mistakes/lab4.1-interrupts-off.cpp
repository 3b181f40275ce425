// the thread begins with interrupts off, whatever the frame says
    const usize size = frame.from_user() ? sizeof(TrapFrame) : arch::kKernelFrameSize;
    auto* own_frame = (child.stack_top() - size).as<TrapFrame>();
    memcpy(own_frame, &frame, size);
    own_frame->registers.eax = 0;
    own_frame->eflags = 0;
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = reinterpret_cast<uptr>(own_frame);
