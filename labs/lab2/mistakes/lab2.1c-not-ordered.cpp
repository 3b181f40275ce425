// puts the block at the front of the list, so that neighbours are not found
    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    free_list_.push_front(*base);
    Page* next = free_list_.next(*base);
    if (next != nullptr && base + n == next) {
        base->set_block_frames(n + next->block_frames());
        next->clear(PageFlag::BlockHead);
        free_list_.remove(*next);
    }
    nr_free_ += n;
