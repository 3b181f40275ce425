// notes the pass after the task has paid
    SchedEntity* first = heap_.pop();
    if (first == nullptr)
        return nullptr;
    first->pass += first->stride;
    pass_ = first->pass;
    return first;
