// undoes what has succeeded: the frame is mapped and free at the same time
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    memset(mm::page_to_kva(page), 0, mm::kPageSize);
    TRY(space.page_table().page_insert(page, address, access));
    swap_add(*page, space, address);
    return {};
