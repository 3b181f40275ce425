// reads the slot beside its own
    Page* page = TRY(swap_in(slot + 1));
    page->set_swap_slot(slot);
    ScopeExit undo{[&] { swap_in_failed(*page); }};
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    swap_add(*page, space, address);
    return {};
