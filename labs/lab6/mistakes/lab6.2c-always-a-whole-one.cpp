// a new time slice whenever the task comes, whatever it has left
    task.time_slice = kTimeSlice;
    heap_.insert(task);
