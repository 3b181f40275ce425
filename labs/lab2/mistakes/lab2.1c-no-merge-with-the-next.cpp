// merges with the block before, but not with the one behind
    Page* next = free_list_.front();
    while (next != nullptr && next < base)
        next = free_list_.next(*next);
    Page* previous = next != nullptr ? free_list_.prev(*next) : free_list_.back();
    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    if (previous != nullptr) {
        free_list_.insert_after(*previous, *base);
    } else {
        free_list_.push_front(*base);
    }
    if (previous != nullptr && previous + previous->block_frames() == base) {
        previous->set_block_frames(previous->block_frames() + base->block_frames());
        base->clear(PageFlag::BlockHead);
        free_list_.remove(*base);
    }
    nr_free_ += n;
