// does not look at the dirty bit: that is the simple clock
    const mm::Page* start = circle_.front();
    for (int turn = 1; turn <= 2 && start != nullptr; ++turn) {
        do {
            mm::Page* page = circle_.pop_front();
            if (!use.accessed(*page))
                return page;
            use.clear_accessed(*page);
            circle_.push_back(*page);
        } while (circle_.front() != start);
    }
    return circle_.pop_front();
