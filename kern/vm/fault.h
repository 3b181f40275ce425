// Page faults: bringing in the page that a program touches.
//
// Layer: vm. uCore counterpart: do_pgfault in kern/mm/vmm.c.
#pragma once

#include "arch/paging.h"
#include "kern/vm/address_space.h"

namespace vm {

// Brings in the page at `address` of `space`, so that the access that `cause` tells of can be
// repeated. Fault: the access is not allowed. NoMemory: no frame for the page, and none can be
// swapped out. SwapFault: the swap disk can not give the page. Context: thread; with interrupts on
// it may wait for the disk.
Result<void> do_pgfault(AddressSpace& space, arch::PageFaultCause cause, VirtAddr address);

// The same for the active address space; reports the fault where wanted. Returns whether the access
// can be repeated.
bool resolve_page_fault(VirtAddr address, arch::PageFaultCause cause);

// How many page faults do_pgfault was called for since boot.
u32 page_fault_count();

}  // namespace vm
