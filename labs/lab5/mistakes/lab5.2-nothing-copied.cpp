// gives the child a new page, but not what the parent's holds
    Page* copy = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(copy); }};
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    memset(mm::page_to_kva(copy), 0, mm::kPageSize);
    copy->set(mm::PageFlag::Modified);
    TRY(to.insert(copy, address, user_access(writable)));
    undo.dismiss();
    return {};
