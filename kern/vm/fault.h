// Page faults: bringing in the page that a program touches.
//
// Layer: vm. uCore counterpart: do_pgfault in kern/mm/vmm.c.
#pragma once

#include "arch/paging.h"
#include "kern/vm/address_space.h"

namespace vm {

// How a page of `area` is mapped. i386 pages that can be used at all can be read and executed.
mm::PageAccess access_in(const Area& area);

// Brings in the page at `address` of `space`, so that the access that `cause` tells of can be
// repeated. Fault: the access is not allowed. NoMemory: no frame for the page, and none can be
// swapped out. SwapFault: the swap disk can not give the page. Context: thread; with interrupts on
// it may wait for the disk.
Result<void> do_pgfault(AddressSpace& space, arch::PageFaultCause cause, VirtAddr address);

#if LAB >= 5
// A write to the page at `address` that `entry` of `space` maps read-only, though the area may be
// written: others may share it, so this space gets a copy, or may write from now on when it is the
// last one: the second half of copy-on-write. NoMemory.
Result<void> break_sharing(AddressSpace& space, VirtAddr address, mm::Pte& entry);
#endif

#if LAB >= 8
// The first touch of a page that begins with something: with what the area's source has for it.
// Errors of the source; NoMemory. Context: thread; may wait for a disk.
Result<void> map_page_from_source(AddressSpace& space, VirtAddr address, const Area& touched);
#endif

// The same for the active address space; reports the fault where wanted. Returns whether the access
// can be repeated.
bool resolve_page_fault(VirtAddr address, arch::PageFaultCause cause);

// How many page faults do_pgfault was called for since boot.
u32 page_fault_count();

}  // namespace vm
