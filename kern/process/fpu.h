// Whose values are in the floating-point registers.
//
// Layer: process. No uCore counterpart.
#pragma once

#include "kern/process/process.h"
#include "libs/result.h"

namespace process {

// The current process uses the registers for the first time since it was given the CPU: gets its
// own values, or clean ones at the first time of all. NoMemory. Context: interrupts off.
Result<void> use_fpu();

// `child` has the same values as the current process. NoMemory.
Result<void> copy_fpu(Process& child);

// `process` ends or runs another program: its values are gone.
void drop_fpu(Process& process);

}  // namespace process
