// does not tell how far everybody has come: new tasks begin behind
    current.virtual_runtime += virtual_time(kUnit, current.priority);
    const SchedEntity* next = tree_.first();
    if (next && current.virtual_runtime > next->virtual_runtime + kGranularity)
        current.needs_reschedule = true;
