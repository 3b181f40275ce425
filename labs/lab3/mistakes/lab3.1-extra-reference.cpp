// counts a reference of its own, so that the page is never free again
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    memset(mm::page_to_kva(page), 0, mm::kPageSize);
    page->set_references(1);
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
