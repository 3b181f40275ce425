// copies the new page over the parent's
    Page* copy = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(copy); }};
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    arch::copy_page(mm::page_to_kva(page_of(entry)), mm::page_to_kva(copy));
    copy->set(mm::PageFlag::Modified);
    TRY(to.insert(copy, address, user_access(writable)));
    undo.dismiss();
    return {};
