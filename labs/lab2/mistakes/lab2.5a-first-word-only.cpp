// looks at the first 32 blocks only, and takes the slab for full when they are
    const usize index = static_cast<usize>(__builtin_ctz(~slab.map[0]));
    slab.map[0] |= 1u << index;
    ++slab.used;
    if (slab.used == 32 || slab.used == capacity(slab.size_class)) {
        usable_slabs[slab.size_class].remove(slab);
    }
    return index;
