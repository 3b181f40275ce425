// changes the selectors, but leaves the frame on the stack for traps
    frame->cs = arch::kKernelCode;
    frame->ds = frame->es = arch::kKernelData;
    frame->eflags &= ~kUserMayUsePorts;
    return frame;
