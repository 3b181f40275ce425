// counts the frames that were asked for, not those of the block
    unsigned have = order;
    while (have <= kMaxOrder && blocks_[have].empty())
        ++have;
    if (have > kMaxOrder)
        return nullptr;
    Page* block = blocks_[have].pop_front();
    while (have > order) {
        --have;
        add_block(block + frames_of(have), have);
    }
    mark_used(block, frames_of(order));
    nr_free_ -= n;
    return block;
