// stops one level too high and returns the entry that names the table
    Pte* table = root_;
    Pte& entry = table[arch::index_at(arch::kLevels - 1, address.raw())];
    if (!entry.present()) {
        if (create == Create::No)
            return nullptr;
        Page* page = TRY(alloc_table());
        entry = Pte::table(page_to_phys(page).raw());
    }
    return &entry;
