// The self-check of the frame allocator at boot.
//
// Layer: selftest. uCore counterpart: check_alloc_page in kern/mm/pmm.c.
#pragma once

namespace selftest {

// Checks the strategy in use: a second object of it on frames of its own, with random requests
// from the boot option `seed`, and then the allocator itself a little. Prints
//
//     pmm check: seed 0x00000001 digest 0x12345678
//     check_alloc_page() succeeded!
//
// or panics. With the boot option trace=pmm it prints each of the random allocations. Leaves as
// many frames free as it found. Context: boot, after mm's frame table.
void check_alloc_page();

}  // namespace selftest
