// nobody pays for its turn
    SchedEntity* first = heap_.pop();
    if (first == nullptr)
        return nullptr;
    pass_ = first->pass;
    return first;
