// maps the page for the kernel: the program itself could not use it
    const bool writable = access == (PageAccess::User | PageAccess::Write);
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    memset(mm::page_to_kva(page), 0, mm::kPageSize);
    TRY(space.page_table().page_insert(page, address,
                                       writable ? PageAccess::Write : PageAccess::Kernel));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
