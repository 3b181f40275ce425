// the processor goes on with the translation that it remembers
    if (!entry->present())
        return;
    Page* page = page_of(*entry);
    if (page->drop_reference() == 0)
        free_page(page);
    *entry = Pte();
    static_cast<void>(address);
