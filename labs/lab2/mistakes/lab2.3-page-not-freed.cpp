// the last reference goes, but the page is never free again
    if (!entry->present())
        return;
    page_of(*entry)->drop_reference();
    *entry = Pte();
    tlb_invalidate(address);
