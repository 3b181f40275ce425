// the page keeps its reference for ever
    if (!entry->present())
        return;
    *entry = Pte();
    tlb_invalidate(address);
