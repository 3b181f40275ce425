// gives the allotment of the level that the task leaves
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0) {
        current.time_slice = allotment(current.level);
        current.level = min(current.level + 1, kLevels - 1);
        current.needs_reschedule = true;
    }
