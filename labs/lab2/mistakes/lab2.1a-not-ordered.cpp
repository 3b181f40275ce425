// puts a new range at the end of the list, wherever it lies
    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    free_list_.push_back(*base);
    nr_free_ += n;
