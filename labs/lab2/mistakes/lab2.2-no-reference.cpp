// the frame of a table counts as used by nobody
    Pte* table = root_;
    for (unsigned level = arch::kLevels - 1; level > 0; --level) {
        Pte& entry = table[arch::index_at(level, address.raw())];
        if (!entry.present()) {
            if (create == Create::No)
                return nullptr;
            Page* page = TRY(alloc_table());
            page->set_references(0);
            entry = Pte::table(page_to_phys(page).raw());
        }
        table = table_of(entry);
    }
    return &table[arch::index_at(0, address.raw())];
