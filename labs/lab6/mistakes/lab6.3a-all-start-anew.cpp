// everybody is brought to where the others are, also from a turn: what it ran is forgotten
    task.virtual_runtime = minimum_;
