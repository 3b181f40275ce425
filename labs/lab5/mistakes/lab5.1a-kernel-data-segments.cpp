// gives the program the kernel's data segments
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.fs = frame.gs = frame.ss = kKernelData;
    frame.eip = entry;
    frame.esp = stack;
    frame.eflags = kFlagsInterrupt;
