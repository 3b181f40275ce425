// never gives back the frame of an empty slab
    slab.map[index / 32] &= ~(1u << index % 32);
    --slab.used;
    if (!slab.link.is_linked()) {
        usable_slabs[slab.size_class].push_front(slab);
    }
    return false;
