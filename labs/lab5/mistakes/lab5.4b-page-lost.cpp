// changes the entry by hand: the old page keeps a reference for ever
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
    copy->set_references(1);
    space.note_mapped();
    entry = Pte::page(mm::page_to_phys(copy).raw(), user_access(true));
    space.page_table().tlb_invalidate(address);
    swap_add(*copy, space, address);
    return {};
