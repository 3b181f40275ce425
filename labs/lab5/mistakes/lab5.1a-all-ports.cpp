// lets the program use every port (IOPL 3)
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.fs = frame.gs = frame.ss = kUserData;
    frame.eip = entry;
    frame.esp = stack;
    frame.eflags = kFlagsInterrupt | 0x3000;
