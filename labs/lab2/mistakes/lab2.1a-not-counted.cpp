// forgets that there are more free frames now
    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    Page* next = free_list_.front();
    while (next != nullptr && next < base)
        next = free_list_.next(*next);
    if (next != nullptr) {
        free_list_.insert_before(*next, *base);
    } else {
        free_list_.push_back(*base);
    }
