// loses esp and ss of a frame from user mode
    auto* own_frame = (child.stack_top() - arch::kKernelFrameSize).as<TrapFrame>();
    memcpy(own_frame, &frame, arch::kKernelFrameSize);
    own_frame->registers.eax = 0;
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = reinterpret_cast<uptr>(own_frame);
