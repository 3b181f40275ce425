// sees only that it holds the lock itself
    return wanted.is_held_by(task);
