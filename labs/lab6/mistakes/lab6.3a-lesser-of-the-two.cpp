// takes the lesser of the two run times
    if (task.virtual_runtime == 0)
        task.virtual_runtime = minimum_;
    task.virtual_runtime = min(task.virtual_runtime, minimum_ - kSleeperCredit);
