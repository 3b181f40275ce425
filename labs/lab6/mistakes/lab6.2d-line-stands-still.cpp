// does not note how far the line has come
    SchedEntity* first = heap_.pop();
    if (first == nullptr)
        return nullptr;
    first->pass += first->stride;
    return first;
