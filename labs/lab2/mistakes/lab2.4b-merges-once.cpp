// merges with the buddy, but not the result with its own
    Page* other = frames_ + (frame_number(base) ^ frames_of(order));
    if (order < kMaxOrder && is_free_block(other, order)) {
        blocks_[order].remove(*other);
        other->clear(PageFlag::BlockHead);
        base = min(base, other);
        ++order;
    }
    add_block(base, order);
