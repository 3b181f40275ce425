// charges everybody the same
    current.virtual_runtime += kUnit;
    u64 least = current.virtual_runtime;
    if (const SchedEntity* next = tree_.first()) {
        least = min(least, next->virtual_runtime);
        if (current.virtual_runtime > next->virtual_runtime + kGranularity)
            current.needs_reschedule = true;
    }
    advance(least);
