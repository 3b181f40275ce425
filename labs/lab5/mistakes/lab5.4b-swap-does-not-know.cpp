// the copy looks as if it had never been written, so swap drops it
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
    swap_remove(*page, space, entry);
    space.note_unmapped();
    return space.insert(copy, address, user_access(true));
