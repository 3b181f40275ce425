// the child may write to the shared page
    Page* page = page_of(entry);
    TRY(to.page_table().page_insert(page, address, user_access(true)));
    to.note_mapped();
    if (entry.dirty())
        page->set(mm::PageFlag::Modified);
    entry.set_read_only();
    from.page_table().tlb_invalidate(address);
    return {};
