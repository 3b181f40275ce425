// places the frame as if `iret` took esp and ss, too
    auto* kernel_frame = reinterpret_cast<TrapFrame*>(frame->esp - sizeof(TrapFrame));
    memmove(kernel_frame, frame, arch::kKernelFrameSize);
    kernel_frame->cs = arch::kKernelCode;
    kernel_frame->ds = kernel_frame->es = arch::kKernelData;
    kernel_frame->eflags &= ~kUserMayUsePorts;
    return kernel_frame;
