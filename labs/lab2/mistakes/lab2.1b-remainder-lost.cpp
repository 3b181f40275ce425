// takes the whole block and forgets what is left of it
    Page* page = free_list_.front();
    while (page != nullptr && page->block_frames() < n)
        page = free_list_.next(*page);
    if (page == nullptr)
        return nullptr;
    free_list_.remove(*page);
    nr_free_ -= page->block_frames();
    mark_used(page, n);
    return page;
