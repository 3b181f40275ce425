// splits a block in two, whatever the request
    unsigned have = order;
    while (have <= kMaxOrder && blocks_[have].empty())
        ++have;
    if (have > kMaxOrder)
        return nullptr;
    Page* block = blocks_[have].pop_front();
    if (have > order)
        add_block(block + frames_of(order), have - 1);
    mark_used(block, frames_of(order));
    nr_free_ -= frames_of(order);
    return block;
