// the parent goes on writing to the shared page
    Page* page = page_of(entry);
    TRY(to.page_table().page_insert(page, address, PageAccess::User));
    to.note_mapped();
    if (entry.dirty())
        page->set(mm::PageFlag::Modified);
    static_cast<void>(from);
    return {};
