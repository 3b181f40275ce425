// gives nobody a new time slice
    heap_.insert(task);
