// a block of exactly n frames is not good enough
    Page* page = free_list_.front();
    while (page != nullptr && page->block_frames() <= n)
        page = free_list_.next(*page);
    if (page == nullptr)
        return nullptr;
    Page* rest = page + n;
    rest->set_block_frames(page->block_frames() - n);
    rest->set(PageFlag::BlockHead);
    free_list_.insert_after(*page, *rest);
    free_list_.remove(*page);
    nr_free_ -= n;
    mark_used(page, n);
    return page;
