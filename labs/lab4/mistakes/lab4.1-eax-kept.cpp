// the child sees what the parent has in eax instead of 0
    const usize size = frame.from_user() ? sizeof(TrapFrame) : arch::kKernelFrameSize;
    auto* own_frame = (child.stack_top() - size).as<TrapFrame>();
    memcpy(own_frame, &frame, size);
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = reinterpret_cast<uptr>(own_frame);
