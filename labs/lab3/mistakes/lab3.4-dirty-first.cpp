// prefers the pages that must be written
    const mm::Page* start = circle_.front();
    for (int turn = 1; turn <= 4 && start != nullptr; ++turn) {
        const bool wants_dirty = turn % 2 != 0;
        do {
            mm::Page* page = circle_.pop_front();
            const bool accessed = use.accessed(*page);
            if (!accessed && use.dirty(*page) == wants_dirty)
                return page;
            if (accessed && turn == 2)
                use.clear_accessed(*page);
            circle_.push_back(*page);
        } while (circle_.front() != start);
    }
    return circle_.pop_front();
