// a page that came back never leaves again
    Page* page = TRY(swap_in(slot));
    ScopeExit undo{[&] { swap_in_failed(*page); }};
    TRY(space.page_table().page_insert(page, address, access));
    undo.dismiss();
    return {};
