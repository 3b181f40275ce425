// Double faults: a kernel stack that ran over.
//
// Layer: trap. No uCore counterpart.
#pragma once

namespace trap {

// From now on a double fault is told on the console, with the thread whose stack ran over, and ends
// the machine as a panic. Called when there are processes, and once more for each new kernel page
// table.
void double_fault_init();

}  // namespace trap
