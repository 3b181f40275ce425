// shifts the wrong way: old uses weigh more than new ones
    for (mm::Page& page : queue_) {
        u8 age = static_cast<u8>(page.age() << 1);
        if (use.accessed(page)) {
            age |= 1;
            use.clear_accessed(page);
        }
        page.set_age(age);
    }
