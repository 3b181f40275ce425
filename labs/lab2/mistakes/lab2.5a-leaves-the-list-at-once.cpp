// the slab leaves its list with its first block: the others are never used
    usize word = 0;
    while (slab.map[word] == ~u32{0}) {
        ++word;
    }
    const usize index = word * 32 + static_cast<usize>(__builtin_ctz(~slab.map[word]));
    slab.map[index / 32] |= 1u << index % 32;
    ++slab.used;
    usable_slabs[slab.size_class].remove(slab);
    return index;
