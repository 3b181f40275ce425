// charges, but does not give way
    current.virtual_runtime += virtual_time(kUnit, current.priority);
    u64 least = current.virtual_runtime;
    if (const SchedEntity* next = tree_.first())
        least = min(least, next->virtual_runtime);
    advance(least);
