// Double faults: a trap that could not be delivered, as a rule since a kernel stack ran over.
//
// Layer: trap. No uCore counterpart.
#pragma once

namespace trap {

// From now on a double fault is told on the console, with the thread whose stack ran over, and ends
// the machine as a panic. Called once the traps are set up, and again when the kernel has a page
// table that shows more.
void double_fault_init();

}  // namespace trap
