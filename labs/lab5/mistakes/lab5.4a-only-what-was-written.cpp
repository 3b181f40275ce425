// shares only pages that were written since they came in
    if (!entry.dirty())
        return copy_page(to, from, address, true);
    Page* page = page_of(entry);
    TRY(to.page_table().page_insert(page, address, PageAccess::User));
    to.note_mapped();
    if (entry.dirty())
        page->set(mm::PageFlag::Modified);
    entry.set_read_only();
    from.page_table().tlb_invalidate(address);
    return {};
