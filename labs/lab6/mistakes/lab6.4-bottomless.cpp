// forgets that there is a lowest level
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0) {
        ++current.level;
        current.time_slice = allotment(current.level);
        current.needs_reschedule = true;
    }
