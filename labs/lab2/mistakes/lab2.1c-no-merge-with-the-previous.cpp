// merges with the block behind, but not with the one before
    Page* next = free_list_.front();
    while (next != nullptr && next < base)
        next = free_list_.next(*next);
    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    if (next != nullptr) {
        free_list_.insert_before(*next, *base);
    } else {
        free_list_.push_back(*base);
    }
    if (next != nullptr && base + n == next) {
        base->set_block_frames(n + next->block_frames());
        next->clear(PageFlag::BlockHead);
        free_list_.remove(*next);
    }
    nr_free_ += n;
