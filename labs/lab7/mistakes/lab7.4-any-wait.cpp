// takes every holder that waits for a deadlock
    for (const Hold& hold : wanted.holds())
        if (hold.task == &task || hold.task->wanted)
            return true;
    return false;
