// refuses whoever holds a mutex himself
    return !wanted.holds().empty() && task.held;
