// The self-checks of page tables at boot.
//
// Layer: selftest. uCore counterpart: check_pgdir, check_boot_pgdir in kern/mm/pmm.c.
#pragma once

namespace selftest {

// Checks get_pte alone, on user addresses from the boot option `seed`: entries are set by hand, and
// the memory behind them is used. Prints
//
//     get_pte check: seed 0x00000001 faults 32
//     check_get_pte() succeeded!
//
// or panics. Leaves as many frames free as it found. Context: boot, page faults handled.
void check_get_pte();

// Checks get_pte, page_insert and page_remove_pte: some fixed steps, then random ones from the boot
// option `seed` on user addresses, where each step is followed by a real access that must succeed
// or fault as a simple model says. Prints
//
//     pgdir check: seed 0x00000001 faults 123
//     check_pgdir() succeeded!
//
// or panics. Leaves as many frames free as it found. Context: boot, page faults handled.
void check_pgdir();

// Checks the kernel's own page table: all of physical memory, the window on the tables, and that
// two mappings of one page are the same memory. Prints `check_boot_pgdir() succeeded!` or panics.
void check_boot_pgdir();

}  // namespace selftest
