// every vector may be raised from user mode
    for (u32 vector = 0; vector < kVectorCount; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 3);
    load_table();
