// Page faults: who can do something about one.
//
// Layer: trap. uCore counterpart: pgfault_handler in kern/trap/trap.c.
#pragma once

#include "arch/paging.h"
#include "kern/mm/address.h"

namespace trap {

// Makes the page at `address` usable, so that the access can be repeated. Returns false when the
// access was wrong. Context: that of the access.
using FaultResolver = bool (*)(mm::VirtAddr address, arch::PageFaultCause cause);

// Handles page faults from now on: those of probes (arch/probe.h), any other one is a panic.
void page_fault_init();

// From now on `resolver` is asked first.
void set_fault_resolver(FaultResolver resolver);

}  // namespace trap
