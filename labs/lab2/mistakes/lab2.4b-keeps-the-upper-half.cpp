// the merged block begins where the freed one did, even if that was the upper half
    while (order < kMaxOrder) {
        Page* other = frames_ + (frame_number(base) ^ frames_of(order));
        if (!is_free_block(other, order))
            break;
        blocks_[order].remove(*other);
        other->clear(PageFlag::BlockHead);
        ++order;
    }
    add_block(base, order);
