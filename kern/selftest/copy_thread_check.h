// The self-check of a new thread's first registers.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Checks that copy_thread makes a thread begin with the registers of the frame that it was given,
// with 0 in eax, on a stack of its own: without the scheduler, which comes later. Each thread
// touches an address that depends on its registers and is not mapped, which the machine sees.
// Registers and order come from the boot option `seed`. Prints
//
//     copy_thread check: seed 0x00000001 threads 6 digest 0x12345678
//     check_copy_thread() succeeded!
//
// or panics. Context: boot, before there are processes; interrupts on.
void check_copy_thread();

}  // namespace selftest
