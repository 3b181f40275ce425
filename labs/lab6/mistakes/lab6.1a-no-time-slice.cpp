// gives nobody a new time slice
    queue_.push_back(task);
