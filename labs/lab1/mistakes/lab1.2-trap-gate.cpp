// the system call gets a trap gate, which leaves interrupts on
    for (u32 vector = 0; vector < kVectorCount; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 0);
    table[kVectorSyscall] = gate(0xf, kKernelCode, trap_vectors[kVectorSyscall], 3);
    load_table();
