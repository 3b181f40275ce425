// leaves the accessed bits: once used, always used
    for (mm::Page& page : queue_) {
        u8 age = page.age() >> 1;
        if (use.accessed(page))
            age |= kUsedInLastTick;
        page.set_age(age);
    }
