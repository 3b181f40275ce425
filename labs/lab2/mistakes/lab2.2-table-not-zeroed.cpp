// a new table holds what the frame held before
    Pte* table = root_;
    for (unsigned level = arch::kLevels - 1; level > 0; --level) {
        Pte& entry = table[arch::index_at(level, address.raw())];
        if (!entry.present()) {
            if (create == Create::No)
                return nullptr;
            Page* page = TRY(alloc_page());
            page->set_references(1);
            entry = Pte::table(page_to_phys(page).raw());
        }
        table = table_of(entry);
    }
    return &table[arch::index_at(0, address.raw())];
