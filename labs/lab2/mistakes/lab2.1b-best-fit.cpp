// takes the smallest block that is big enough: that is best fit
    Page* page = nullptr;
    for (Page* block = free_list_.front(); block != nullptr; block = free_list_.next(*block))
        if (block->block_frames() >= n &&
            (page == nullptr || block->block_frames() < page->block_frames()))
            page = block;
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
    mark_used(page, n);
    return page;
