// forgets the translation before the entry is gone, and reads the page once more in between
    if (!entry->present())
        return;
    tlb_invalidate(address);
    Page* page = page_of(*entry);
    static_cast<void>(*address.as<volatile u8>());
    if (page->drop_reference() == 0)
        free_page(page);
    *entry = Pte();
