// who has slept comes back with all that it has missed
    if (task.virtual_runtime == 0)
        task.virtual_runtime = minimum_;
