// puts the task at the front of the queue: who has used up its turn is next again
    if (task.time_slice == 0)
        task.time_slice = kTimeSlice;
    queue_.push_front(task);
