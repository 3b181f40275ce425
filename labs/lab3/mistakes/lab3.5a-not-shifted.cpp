// notes that a page was used, but time never passes
    for (mm::Page& page : queue_) {
        if (use.accessed(page)) {
            page.set_age(page.age() | kUsedInLastTick);
            use.clear_accessed(page);
        }
    }
