// the victim stays in the queue
    mm::Page* oldest = nullptr;
    u32 oldest_use = 0;
    for (mm::Page& page : queue_) {
        const u32 last_use = page.age() + (use.accessed(page) ? 0x100u : 0u);
        if (oldest == nullptr || last_use < oldest_use) {
            oldest = &page;
            oldest_use = last_use;
        }
    }
    return oldest;
