// The self-check of making processes.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Checks what do_fork makes of a child before it runs: its number, name, parent, place in the run
// queue; that interrupts stay as they were; and that nothing is left behind when there is no
// memory, or are too many processes. How many children there are and when they are taken back comes
// from the boot option `seed`. Prints
//
//     do_fork check: seed 0x00000001 children 20 digest 0x12345678
//     check_do_fork() succeeded!
//
// or panics. Context: thread; nobody else runs meanwhile.
void check_do_fork();

}  // namespace selftest
