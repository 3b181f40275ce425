// shows the program what was in the frame before
    Page* page = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
