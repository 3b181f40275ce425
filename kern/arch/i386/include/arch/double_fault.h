// Reporting a trap that the CPU could not deliver.
//
// Layer: arch. No uCore counterpart.
#pragma once

#include "arch/trapframe.h"
#include "libs/types.h"

namespace arch {

// Where the code stood that failed, and the address whose access failed last.
struct FailedContext {
    uptr eip, esp, ebp;
    uptr fault_address;
};

// Called on a stack of its own with interrupts off; must not return.
using DoubleFaultHandler = void (*)(const FailedContext& failed);

// Sets the handler. Called once the kernel's page directory is in use, and again whenever the
// page directory that kernel threads use changes.
void double_fault_init(DoubleFaultHandler handler);

}  // namespace arch
