// the gates lead to the data segment
    for (u32 vector = 0; vector < kVectorCount; ++vector)
        table[vector] = gate(kInterruptGate, kKernelData, trap_vectors[vector], 0);
    allow_from_user(kVectorSyscall);
    load_table();
