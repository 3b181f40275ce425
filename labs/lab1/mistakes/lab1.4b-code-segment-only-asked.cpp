// changes the data segments, but stays in ring 3
    frame->ds = frame->es = arch::kKernelData;
    return frame;
