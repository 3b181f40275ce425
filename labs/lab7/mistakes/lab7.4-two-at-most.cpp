// does not see circles of more than two
    if (wanted.holder() == &task)
        return true;
    const Mutex* next = wanted.holder() ? wanted.holder()->wanted : nullptr;
    return next && next->holder() == &task;
