// The self-check of the kernel heap at boot.
//
// Layer: selftest. uCore counterpart: check_slab in kern/mm/slab.c.
#pragma once

namespace selftest {

/// Checks kmalloc and kfree with requests that depend on the boot option `seed`. Prints
/// `check_slab() succeeded!` or panics. Leaves the heap and the free frames as it found them.
/// Context: boot, after mm.
void check_slab();

}  // namespace selftest
