// lays the frame at the wrong end: the stack grows down from there into the guard page
    auto* own_frame = child.kernel_stack.bottom().as<TrapFrame>();
    memcpy(own_frame, &frame, arch::kKernelFrameSize);
    own_frame->registers.eax = 0;
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = reinterpret_cast<uptr>(own_frame);
