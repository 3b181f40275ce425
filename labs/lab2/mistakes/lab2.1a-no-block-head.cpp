// does not mark the first frame of the block
    base->set_block_frames(n);
    Page* next = free_list_.front();
    while (next != nullptr && next < base)
        next = free_list_.next(*next);
    if (next != nullptr) {
        free_list_.insert_before(*next, *base);
    } else {
        free_list_.push_back(*base);
    }
    nr_free_ += n;
