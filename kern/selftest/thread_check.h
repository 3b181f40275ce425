// The self-checks of kernel threads.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Checks that threads run, take turns in order, keep their registers and stacks, and end with their
// exit codes; that fork leaves nothing behind when it fails; and that everything is freed. How many
// threads and turns there are comes from the boot option `seed`. In each turn a thread touches an
// address of its own that is not mapped, which the machine sees. Prints
//
//     threads check: seed 0x00000001 turns 40 digest 0x12345678
//     check_threads() succeeded!
//
// or panics. Context: init's thread.
void check_threads();

// Checks that init is process 1, a thread with a stack of its own, idle's child; it touches an
// address from the boot option `seed` that is not mapped. Prints `check_init() succeeded!` or
// panics. Context: init's thread.
void check_init();

}  // namespace selftest
