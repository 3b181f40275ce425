// lets the writer write to the page that others see
    entry.set_writable();
    space.page_table().tlb_invalidate(address);
    return {};
