// the entry of the table lets only the kernel read: the pages below can not allow more
    Pte* table = root_;
    for (unsigned level = arch::kLevels - 1; level > 0; --level) {
        Pte& entry = table[arch::index_at(level, address.raw())];
        if (!entry.present()) {
            if (create == Create::No)
                return nullptr;
            Page* page = TRY(alloc_table());
            entry = Pte::page(page_to_phys(page).raw(), PageAccess::Kernel);
        }
        table = table_of(entry);
    }
    return &table[arch::index_at(0, address.raw())];
