// begins where the stack ends
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.fs = frame.gs = frame.ss = kUserData;
    frame.eip = stack;
    frame.esp = entry;
    frame.eflags = kFlagsInterrupt;
