// A processor's view of memory for unit tests: it walks page tables, remembers translations until
// it is told to forget them, sets accessed and dirty bits, and raises page faults. [IA32-3A 4]
#pragma once

#include "kern/vm/address_space.h"
#include "libs/result.h"

namespace host_cpu {

enum class Access : u8 { Read, Write };

// Starts anew: no page table, no translation.
void reset();

// The byte at `address` for an access by user mode in `space`, the active address space. Where the
// page tables do not allow the access, do_pgfault gets its chance; its errors.
Result<u8*> access(vm::AddressSpace& space, uptr address, Access kind);

// The entry for `address` in the page table in use, or nullptr when there is no table for it.
mm::Pte* walk(uptr address);

// How many translations are remembered.
usize translations();

}  // namespace host_cpu
