// adds the new time slice to what is left of the old one
    task.time_slice += kTimeSlice;
    queue_.push_back(task);
