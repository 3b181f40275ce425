// the stack pointer is at the end of the stack instead of at the frame
    const usize size = frame.from_user() ? sizeof(TrapFrame) : arch::kKernelFrameSize;
    auto* own_frame = (child.stack_top() - size).as<TrapFrame>();
    memcpy(own_frame, &frame, size);
    own_frame->registers.eax = 0;
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = child.stack_top().raw();
