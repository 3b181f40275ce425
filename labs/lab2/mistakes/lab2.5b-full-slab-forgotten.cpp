// a slab that was full does not come back into its list
    slab.map[index / 32] &= ~(1u << index % 32);
    --slab.used;
    if (slab.used > 0) {
        return false;
    }
    if (slab.link.is_linked()) {
        usable_slabs[slab.size_class].remove(slab);
    }
    return true;
