// follows only the way to the first of those who hold a lock
    const Lock* lock = &wanted;
    while (lock && lock->holds().front()) {
        const Task* holder = lock->holds().front()->task;
        if (holder == &task)
            return true;
        lock = holder->wanted;
    }
    return false;
