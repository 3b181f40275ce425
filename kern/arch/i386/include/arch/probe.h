// Accesses that may fault, and code that goes on when they do.
//
// Layer: arch. No uCore counterpart.
// An instruction that may touch a bad address is listed, with the place to go on, in a table that
// the linker collects. The page-fault handler looks there before it gives up.
#pragma once

#include "libs/types.h"

namespace arch {

// Reads the word at `address`. Returns false, and leaves `value` alone, when that faults.
// Context: any.
bool probe_read(uptr address, u32& value);

// Writes the word at `address`. Returns false when that faults. Context: any.
bool probe_write(uptr address, u32 value);

// Where to go on after a fault of the instruction at `eip`: 0 when that is not a probe.
uptr resume_after_fault(uptr eip);

}  // namespace arch
