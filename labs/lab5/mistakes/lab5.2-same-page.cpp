// maps the parent's page in the child instead of a copy
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    TRY(to.page_table().page_insert(page_of(entry), address, user_access(writable)));
    to.note_mapped();
    return {};
