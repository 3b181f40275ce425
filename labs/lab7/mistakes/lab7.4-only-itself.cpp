// sees only that it holds the mutex itself
    return wanted.holder() == &task;
