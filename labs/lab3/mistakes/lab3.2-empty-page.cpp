// maps a new page instead of the one that was swapped out
    static_cast<void>(slot);
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    memset(mm::page_to_kva(page), 0, mm::kPageSize);
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
