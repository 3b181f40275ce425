// of pages with equal histories it takes the one that came in last
    mm::Page* oldest = nullptr;
    u32 oldest_use = 0;
    for (mm::Page& page : queue_) {
        const u32 last_use = page.age() + (use.accessed(page) ? 0x100u : 0u);
        if (oldest == nullptr || last_use <= oldest_use) {
            oldest = &page;
            oldest_use = last_use;
        }
    }
    if (oldest != nullptr)
        queue_.remove(*oldest);
    return oldest;
