// takes the block behind for the buddy
    while (order < kMaxOrder) {
        Page* other = base + frames_of(order);
        if (!is_free_block(other, order))
            break;
        blocks_[order].remove(*other);
        other->clear(PageFlag::BlockHead);
        ++order;
    }
    add_block(base, order);
