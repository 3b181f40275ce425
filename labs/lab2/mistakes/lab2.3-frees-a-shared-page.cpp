// frees the page although it is mapped elsewhere, too
    if (!entry->present())
        return;
    Page* page = page_of(*entry);
    page->drop_reference();
    free_page(page);
    *entry = Pte();
    tlb_invalidate(address);
