// does not say where the stack of the code is
    static constinit TrapFrame user_frame = {};
    memcpy(&user_frame, frame, arch::kKernelFrameSize);
    user_frame.cs = arch::kUserCode;
    user_frame.ds = user_frame.es = user_frame.fs = user_frame.gs = user_frame.ss = arch::kUserData;
    user_frame.eflags |= kUserMayUsePorts;
    return &user_frame;
