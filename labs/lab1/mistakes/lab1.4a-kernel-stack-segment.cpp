// forgets ss: `iret` to ring 3 with the kernel's stack segment
    static constinit TrapFrame user_frame = {};
    memcpy(&user_frame, frame, arch::kKernelFrameSize);
    user_frame.cs = arch::kUserCode;
    user_frame.ds = user_frame.es = user_frame.fs = user_frame.gs = arch::kUserData;
    user_frame.ss = arch::kKernelData;
    user_frame.esp = reinterpret_cast<uptr>(frame) + arch::kKernelFrameSize;
    user_frame.eflags |= kUserMayUsePorts;
    return &user_frame;
