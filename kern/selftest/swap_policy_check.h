// The self-check that compares the page replacement policies.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Runs twice as many pages as there are frames through the policy in use and every pattern of
// swap_workload.h, from the boot option `seed`, verifies every byte, and prints a line each:
//
//     swap: fifo swap manager, pattern scan: 1000 faults, 1000 reads, 250 writes, all bytes right
//
// Panics when a byte is wrong. Does nothing when swap is off. Context: boot, no page is swappable.
void check_swap_policy();

// The same with every policy, one after the other.
void check_swap_policies();

}  // namespace selftest
