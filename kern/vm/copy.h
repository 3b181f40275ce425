// Copies of address spaces, for fork; pages are shared until somebody writes.
//
// Layer: vm. uCore counterpart: dup_mmap, copy_range in kern/mm.
#pragma once

#include "kern/vm/address_space.h"
#include "libs/result.h"

namespace vm {

// An address space with the same areas and contents as `from`, which is the one in use. Areas that
// are shared have the very pages of `from`, the others their own, at the latest when somebody
// writes to them. NoMemory, SwapFault; then nothing has changed. May be preempted.
Result<Ref<AddressSpace>> copy_address_space(AddressSpace& from);

// Gives `to` the pages of `from` in [start, end), which both have as an area: exercise lab5.2.
Result<void> copy_range(AddressSpace& to, AddressSpace& from, const Area& area);

}  // namespace vm
