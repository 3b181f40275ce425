// does not tell the swap policy of the page: it never leaves
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    memset(mm::page_to_kva(page), 0, mm::kPageSize);
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    return {};
