// notes the pass after the task has paid
    SchedEntity* first = heap_.pop();
    if (first == nullptr)
        return nullptr;
    first->pass += stride_of(first->priority);
    pass_ = first->pass;
    return first;
