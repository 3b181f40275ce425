// maps every page read-only: a write faults again and again
    static_cast<void>(access);
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    memset(mm::page_to_kva(page), 0, mm::kPageSize);
    TRY(space.page_table().page_insert(page, address, PageAccess::User));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
