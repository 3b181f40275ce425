// Printing a trap frame.
//
// Layer: debug. uCore counterpart: print_trapframe in kern/trap/trap.c.
#pragma once

#include "arch/trapframe.h"

namespace debug {

// Prints every register of `frame`, in the form that the course's scripts look for.
void print_trapframe(const arch::TrapFrame& frame);

// Prints the general registers only.
void print_registers(const arch::GeneralRegisters& registers);

}  // namespace debug
