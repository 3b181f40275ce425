// the program has no stack pointer
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.fs = frame.gs = frame.ss = kUserData;
    frame.eip = entry;
    static_cast<void>(stack);
    frame.eflags = kFlagsInterrupt;
