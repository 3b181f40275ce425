// counts on below 0 when the task was alone: its turn never ends then
    if (--current.time_slice == 0)
        current.needs_reschedule = true;
