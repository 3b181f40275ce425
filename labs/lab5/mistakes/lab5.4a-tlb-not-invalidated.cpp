// the CPU still remembers that the parent may write
    Page* page = page_of(entry);
    TRY(to.page_table().page_insert(page, address, PageAccess::User));
    to.note_mapped();
    if (entry.dirty())
        page->set(mm::PageFlag::Modified);
    entry.set_read_only();
    static_cast<void>(from);
    return {};
