// never clears an accessed bit: soon every page is used, and the policy is FIFO
    const mm::Page* start = circle_.front();
    for (int turn = 1; turn <= 4 && start != nullptr; ++turn) {
        const bool wants_dirty = turn % 2 == 0;
        do {
            mm::Page* page = circle_.pop_front();
            if (!use.accessed(*page) && use.dirty(*page) == wants_dirty)
                return page;
            circle_.push_back(*page);
        } while (circle_.front() != start);
    }
    return circle_.pop_front();
