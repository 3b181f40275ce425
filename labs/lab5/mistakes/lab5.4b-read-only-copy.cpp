// the copy may not be written either
    Page* page = page_of(entry);
    if (page->references() == 1) {
        entry.set_writable();
        space.page_table().tlb_invalidate(address);
        return {};
    }
    Page* copy = TRY(mm::alloc_page());
    if (!entry.present() || page_of(entry) != page) {
        mm::free_page(copy);
        return {};
    }
    arch::copy_page(mm::page_to_kva(copy), mm::page_to_kva(page));
    copy->set(mm::PageFlag::Modified);
    swap_remove(*page, space, entry);
    space.note_unmapped();
    return space.insert(copy, address, user_access(false));
