// leaves the data segments as they are: the processor empties them on the way to ring 3
    static constinit TrapFrame user_frame = {};
    memcpy(&user_frame, frame, arch::kKernelFrameSize);
    user_frame.cs = arch::kUserCode;
    user_frame.ss = arch::kUserData;
    user_frame.esp = reinterpret_cast<uptr>(frame) + arch::kKernelFrameSize;
    user_frame.eflags |= kUserMayUsePorts;
    return &user_frame;
