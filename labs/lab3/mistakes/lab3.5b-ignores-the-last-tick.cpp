// does not ask whether a page was used since the last tick
    static_cast<void>(use);
    mm::Page* oldest = nullptr;
    for (mm::Page& page : queue_)
        if (oldest == nullptr || page.age() < oldest->age())
            oldest = &page;
    if (oldest != nullptr)
        queue_.remove(*oldest);
    return oldest;
