// the child may not write to its own pages
    Page* copy = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(copy); }};
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    arch::copy_page(mm::page_to_kva(copy), mm::page_to_kva(page_of(entry)));
    copy->set(mm::PageFlag::Modified);
    static_cast<void>(writable);
    TRY(to.insert(copy, address, user_access(false)));
    undo.dismiss();
    return {};
