// leaves the user's data segments in place
    auto* kernel_frame = reinterpret_cast<TrapFrame*>(frame->esp - arch::kKernelFrameSize);
    memmove(kernel_frame, frame, arch::kKernelFrameSize);
    kernel_frame->cs = arch::kKernelCode;
    kernel_frame->eflags &= ~kUserMayUsePorts;
    return kernel_frame;
