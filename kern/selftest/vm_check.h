// The self-checks of virtual memory and swap at boot.
//
// Layer: selftest. uCore counterpart: check_vmm in kern/mm/vmm.c, check_swap in kern/mm/swap.c.
#pragma once

namespace selftest {

// Checks areas (random ranges from the boot option `seed` against a model of single pages), and
// that page faults bring in zeroed pages and nothing else. Prints
//
//     vma check: seed 0x00000001 digest 0x12345678
//     check_vma_struct() succeeded!
//     page fault at 0x00000100: K/W [no page found].
//     check_pgfault() succeeded!
//     check_vmm() succeeded.
//
// or panics. Leaves as many frames free as it found.
void check_vmm();

// Checks that pages leave for the swap disk when memory is short, but not that they come back.
// Prints `check_swap_out() succeeded!`, or panics. Does nothing when swap is off.
void check_swap_out();

// Checks swap with four frames and five pages: which page faults come and when, with FIFO. Prints
// the faults and `check_swap() succeeded!`, or panics. Does nothing when swap is off.
void check_swap();

}  // namespace selftest
