// takes the page with the lowest address, not the oldest one
    mm::Page* victim = queue_.front();
    for (mm::Page& page : queue_)
        if (page.user_address() < victim->user_address())
            victim = &page;
    if (victim != nullptr)
        queue_.remove(*victim);
    return victim;
