// fills in the table, but does not tell the processor
    for (u32 vector = 0; vector < kVectorCount; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 0);
    allow_from_user(kVectorSyscall);
