// user mode may raise nothing, not even the system call
    for (u32 vector = 0; vector < kVectorCount; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 0);
    load_table();
