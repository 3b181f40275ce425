// goes straight to the frame's eip: the registers in the frame are never loaded
    auto* own_frame = (child.stack_top() - arch::kKernelFrameSize).as<TrapFrame>();
    memcpy(own_frame, &frame, arch::kKernelFrameSize);
    own_frame->registers.eax = 0;
    child.context.eip = frame.eip;
    child.context.esp = reinterpret_cast<uptr>(own_frame);
