// a high priority also has longer turns
    if (current.time_slice > current.priority)
        current.time_slice -= current.priority;
    else
        current.time_slice = 0;
    if (current.time_slice == 0)
        current.needs_reschedule = true;
