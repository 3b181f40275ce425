// Page faults of processes.
//
// Layer: process. uCore counterpart: pgfault_handler in kern/trap/trap.c.
#pragma once

#include "arch/paging.h"
#include "kern/mm/address.h"

namespace process {

// Brings in the page that the current process, or the kernel on its behalf, touched. When memory
// and swap are full and the process itself touched it, the largest process is ended to make room.
// Returns whether the access can be repeated. Before there are processes: as
// vm::resolve_page_fault.
bool resolve_page_fault(mm::VirtAddr address, arch::PageFaultCause cause);

}  // namespace process
