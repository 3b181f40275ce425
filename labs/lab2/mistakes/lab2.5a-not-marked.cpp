// the block is counted but not marked, and is given out again
    usize word = 0;
    while (slab.map[word] == ~u32{0}) {
        ++word;
    }
    const usize index = word * 32 + static_cast<usize>(__builtin_ctz(~slab.map[word]));
    ++slab.used;
    if (slab.used == capacity(slab.size_class)) {
        usable_slabs[slab.size_class].remove(slab);
    }
    return index;
