// the copy looks as if it had never been written, so swap drops it
    Page* copy = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(copy); }};
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    arch::copy_page(mm::page_to_kva(copy), mm::page_to_kva(page_of(entry)));
    TRY(to.insert(copy, address, user_access(writable)));
    undo.dismiss();
    return {};
