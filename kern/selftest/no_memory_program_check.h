// The self-check of a program for which there is no memory.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Runs the program that the boot option `init` names again and again, the first time with its first
// allocation failing, then the second, and so on until it needs no more; and once more with memory
// being full from the first, the second, ... allocation on. Whatever becomes of the program,
// nothing is lost. Prints
//
//     no memory: forktest ran 412 times
//     check_no_memory_in_program() succeeded!
//
// or panics. Context: process 1.
void check_no_memory_in_program();

}  // namespace selftest
