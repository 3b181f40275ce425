// follows only the way to the last of those who hold a lock
    const Lock* lock = &wanted;
    while (lock && lock->holds().back()) {
        const Task* holder = lock->holds().back()->task;
        if (holder == &task)
            return true;
        lock = holder->wanted;
    }
    return false;
