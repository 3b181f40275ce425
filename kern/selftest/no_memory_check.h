// The self-check of operations for which there is no memory.
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

}  // namespace selftest
