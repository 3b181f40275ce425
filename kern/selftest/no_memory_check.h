// The self-checks of what happens when there is no memory.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Has every allocation of fork, exec and of the calls about memory fail in turn (mm::FailurePlan):
// it alone, and it with all that follow. Each time the operation does without, or the error is
// NoMemory and nothing has changed; when the process is gone nothing is lost. Prints a line like
//
//     no memory: fork asks for 8 frames and 9 blocks, and does without 0
//
// for each operation, then check_no_memory() succeeded!, or panics. Where programs are files, the
// root must have so few names (60) that it gets no index, which stays. Context: a thread of the
// kernel.
void check_no_memory();

// The same for the system calls about files: also the files are the same after an error, and the
// file system is consistent in the end. Needs a file system, and tries mount if there is a second
// one on `disk1:`. Context: process 1.
void check_no_memory_for_files();

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
