// frees the slot at once: a page that was not changed is written again
    Page* page = TRY(swap_in(slot));
    swap_drop_user_of_slot(slot);
    page->set_swap_slot(0);
    page->set(mm::PageFlag::Modified);
    ScopeExit undo{[&] { swap_in_failed(*page); }};
    TRY(space.insert(page, address, access));
    undo.dismiss();
    return {};
