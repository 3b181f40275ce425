// leaves the entry in the table
    if (!entry->present())
        return;
    Page* page = page_of(*entry);
    if (page->drop_reference() == 0)
        free_page(page);
    tlb_invalidate(address);
