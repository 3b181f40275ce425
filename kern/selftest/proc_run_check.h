// The self-check of the switch between threads.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Has threads hand the CPU to each other by proc_run, in an order that comes from the boot option
// `seed`, and checks that registers, stack, page table and stack for traps are always those of the
// thread that runs: without do_fork and schedule. In each turn a thread touches an address of its
// own that is not mapped, which the machine sees. Prints
//
//     proc_run check: seed 0x00000001 turns 40 digest 0x12345678
//     check_proc_run() succeeded!
//
// or panics. Context: the idle process, before there are others; interrupts on.
void check_proc_run();

}  // namespace selftest
