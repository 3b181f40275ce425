// forgets that the code prints, which takes the ports in user mode, too
    static constinit TrapFrame user_frame = {};
    memcpy(&user_frame, frame, arch::kKernelFrameSize);
    user_frame.cs = arch::kUserCode;
    user_frame.ds = user_frame.es = user_frame.fs = user_frame.gs = user_frame.ss = arch::kUserData;
    user_frame.esp = reinterpret_cast<uptr>(frame) + arch::kKernelFrameSize;
    return &user_frame;
