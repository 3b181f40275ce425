// the remainder goes to the end of the list and loses its place there
    Page* page = free_list_.front();
    while (page != nullptr && page->block_frames() < n)
        page = free_list_.next(*page);
    if (page == nullptr)
        return nullptr;
    if (page->block_frames() > n) {
        Page* rest = page + n;
        rest->set_block_frames(page->block_frames() - n);
        rest->set(PageFlag::BlockHead);
        free_list_.push_back(*rest);
    }
    free_list_.remove(*page);
    nr_free_ -= n;
    mark_used(page, n);
    return page;
