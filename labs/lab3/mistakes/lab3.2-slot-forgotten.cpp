// does not remember the slot: it stays in use, and the page gets another one
    Page* page = TRY(swap_in(slot));
    page->set_swap_slot(0);
    page->set(mm::PageFlag::Modified);
    ScopeExit undo{[&] { swap_in_failed(*page); }};
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
