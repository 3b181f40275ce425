// goes down a level without a new allotment: one more at each tick
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0) {
        current.level = min(current.level + 1, kLevels - 1);
        current.needs_reschedule = true;
    }
