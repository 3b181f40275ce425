// a new time slice whenever the task comes, whatever it has left
    task.time_slice = kTimeSlice;
    queue_.push_back(task);
