// forgets fs and gs
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.ss = kUserData;
    frame.eip = entry;
    frame.esp = stack;
    frame.eflags = kFlagsInterrupt;
