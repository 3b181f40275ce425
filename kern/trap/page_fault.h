// Page faults: who can do something about one.
//
// Layer: trap. uCore counterpart: pgfault_handler in kern/trap/trap.c.
#pragma once

#include "arch/paging.h"
#include "kern/mm/address.h"

namespace trap {

// Makes the page at `address` usable, so that the access can be repeated. Returns false when the access
// was wrong. Context: that of the access.
using FaultResolver = bool (*)(mm::VirtAddr address, arch::PageFaultCause cause);

// Handles page faults from now on. `resolver` may be nullptr: then only probes (arch/probe.h) may fault.
void page_fault_init(FaultResolver resolver);

}  // namespace trap
