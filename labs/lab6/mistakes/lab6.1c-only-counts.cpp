// counts the ticks, but does not ask for another task
    if (current.time_slice != 0)
        --current.time_slice;
