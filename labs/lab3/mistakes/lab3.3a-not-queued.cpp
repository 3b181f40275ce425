// forgets the page: there is never a victim
    static_cast<void>(page);
