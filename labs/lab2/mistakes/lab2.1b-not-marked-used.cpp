// the frames still look free after they were given away
    Page* page = free_list_.front();
    while (page != nullptr && page->block_frames() < n)
        page = free_list_.next(*page);
    if (page == nullptr)
        return nullptr;
    if (page->block_frames() > n) {
        Page* rest = page + n;
        rest->set_block_frames(page->block_frames() - n);
        rest->set(PageFlag::BlockHead);
        free_list_.insert_after(*page, *rest);
    }
    free_list_.remove(*page);
    nr_free_ -= n;
    return page;
