// thinks that only the exceptions and the hardware interrupts need gates
    for (u32 vector = 0; vector < kVectorIrq + kIrqCount; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 0);
    table[kVectorSyscall] = interrupt_gate(trap_vectors[kVectorSyscall], 3);
    load_table();
