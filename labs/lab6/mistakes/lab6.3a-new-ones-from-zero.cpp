// a new task has the credit of one that slept
    task.virtual_runtime = max(task.virtual_runtime, minimum_ - kSleeperCredit);
