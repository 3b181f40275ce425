// renews the allotment, but everybody stays in its level
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0) {
        current.time_slice = allotment(current.level);
        current.needs_reschedule = true;
    }
