// forgets that the heap may be empty
    SchedEntity* first = heap_.pop();
    pass_ = first->pass;
    first->pass += first->stride;
    return first;
