// a full slab stays in its list and is asked for more blocks than it has
    usize word = 0;
    while (slab.map[word] == ~u32{0}) {
        ++word;
    }
    const usize index = word * 32 + static_cast<usize>(__builtin_ctz(~slab.map[word]));
    slab.map[index / 32] |= 1u << index % 32;
    ++slab.used;
    return index;
