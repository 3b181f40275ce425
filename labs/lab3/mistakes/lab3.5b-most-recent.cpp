// sends away the page that was used last
    mm::Page* newest = nullptr;
    u32 newest_use = 0;
    for (mm::Page& page : queue_) {
        const u32 last_use = page.age() + (use.accessed(page) ? 0x100u : 0u);
        if (newest == nullptr || last_use > newest_use) {
            newest = &page;
            newest_use = last_use;
        }
    }
    if (newest != nullptr)
        queue_.remove(*newest);
    return newest;
