// the program runs with interrupts off: it can keep the CPU for ever
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.fs = frame.gs = frame.ss = kUserData;
    frame.eip = entry;
    frame.esp = stack;
