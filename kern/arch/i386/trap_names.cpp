// The names of the processor's exceptions [IA32-3A table 6-1].
//
// Layer: arch. uCore counterpart: trapname in kern/trap/trap.c.

#include "arch/trapframe.h"

namespace arch {
namespace {

constexpr const char* kExceptionNames[] = {
    "Divide error",
    "Debug",
    "Non-Maskable Interrupt",
    "Breakpoint",
    "Overflow",
    "BOUND Range Exceeded",
    "Invalid Opcode",
    "Device Not Available",
    "Double Fault",
    "Coprocessor Segment Overrun",
    "Invalid TSS",
    "Segment Not Present",
    "Stack Fault",
    "General Protection",
    "Page Fault",
    "(unknown trap)",
    "x87 FPU Floating-Point Error",
    "Alignment Check",
    "Machine-Check",
    "SIMD Floating-Point Exception",
};

}  // namespace

const char* trap_name(u32 vector) {
    if (vector < sizeof(kExceptionNames) / sizeof(kExceptionNames[0]))
        return kExceptionNames[vector];
    if (vector >= kVectorIrq && vector < kVectorIrq + kIrqCount)
        return "Hardware Interrupt";
    return "(unknown trap)";
}

}  // namespace arch
