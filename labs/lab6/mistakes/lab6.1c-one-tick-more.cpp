// asks for another task only at the tick after the last one
    if (current.time_slice == 0)
        current.needs_reschedule = true;
    else
        --current.time_slice;
