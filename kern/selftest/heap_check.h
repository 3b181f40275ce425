// The self-check of the kernel heap at boot.
//
// Layer: selftest. uCore counterpart: check_slab in kern/mm/slab.c.
#pragma once

namespace selftest {

// Checks kmalloc and kfree with requests that depend on the boot option `seed`. Prints
//
//     slab check: seed 0x00000001 blocks 400 bytes 200000
//     check_slab() succeeded!
//
// or panics. Leaves the heap and the free frames as it found them. Context: boot, after mm.
void check_slab();

// Checks that small blocks share frames, and that a block that was freed is used again before
// another frame is taken. How big they are and which are freed comes from the boot option `seed`.
// Prints
//
//     slab_sharing check: seed 0x00000001 size 48 blocks 256 frames 4 again 4
//     check_slab_sharing() succeeded!
//
// or panics. Context: boot, after mm.
void check_slab_sharing();

}  // namespace selftest
