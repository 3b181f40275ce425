// takes a bigger block as it is
    unsigned have = order;
    while (have <= kMaxOrder && blocks_[have].empty())
        ++have;
    if (have > kMaxOrder)
        return nullptr;
    Page* block = blocks_[have].pop_front();
    mark_used(block, frames_of(have));
    nr_free_ -= frames_of(have);
    return block;
