// adds the block without looking for its buddy
    add_block(base, order);
