// sends whoever has used up its first allotment to the lowest level at once
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0) {
        current.level = kLevels - 1;
        current.time_slice = allotment(current.level);
        current.needs_reschedule = true;
    }
