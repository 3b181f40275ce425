// does not look whether there is a table already, and loses the old one
    Pte* table = root_;
    for (unsigned level = arch::kLevels - 1; level > 0; --level) {
        Pte& entry = table[arch::index_at(level, address.raw())];
        if (create == Create::Yes) {
            Page* page = TRY(alloc_table());
            entry = Pte::table(page_to_phys(page).raw());
        }
        if (!entry.present())
            return nullptr;
        table = table_of(entry);
    }
    return &table[arch::index_at(0, address.raw())];
