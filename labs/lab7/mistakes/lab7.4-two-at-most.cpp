// does not see circles of more than two
    Search search;
    search.add_holders_of(wanted);
    while (const Task* holder = search.next())
        if (holder == &task || (holder->wanted && holder->wanted->is_held_by(task)))
            return true;
    return false;
