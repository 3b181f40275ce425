// reads the page, but does not map it: the access faults again
    static_cast<void>(access);
    Page* page = TRY(swap_in(slot));
    page->set_references(1);
    static_cast<void>(space);
    static_cast<void>(address);
    return {};
