// leaves out the last vector
    for (u32 vector = 0; vector < kVectorCount - 1; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 0);
    allow_from_user(kVectorSyscall);
    load_table();
