// asks for another task at every tick
    if (current.time_slice != 0)
        --current.time_slice;
    current.needs_reschedule = true;
