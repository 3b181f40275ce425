// The self-check of the interrupt descriptor table (on request).
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/idt_check.h"

#include "arch/segments.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/trap/trap.h"
#include "libs/assert.h"
#include "libs/prng.h"

namespace selftest {
namespace {

constexpr u32 kRaised = 64;

constinit u32 last_vector = arch::kVectorCount;

arch::TrapFrame* note_vector(arch::TrapFrame* frame) {
    last_vector = frame->vector;
    return frame;
}

void check_gate(u32 vector) {
    const arch::Gate gate = arch::gate_of(vector);
    const u32 privilege = vector == arch::kVectorSyscall ? 3 : 0;
    if (!gate.present)
        PANIC("check_idt: vector %u has no gate", vector);
    if (gate.selector != arch::kKernelCode)
        PANIC("check_idt: vector %u leads to segment 0x%x instead of the kernel's code", vector,
              gate.selector);
    if (!gate.keeps_interrupts_off)
        PANIC("check_idt: vector %u has no interrupt gate", vector);
    if (gate.privilege != privilege)
        PANIC("check_idt: ring %u may raise vector %u instead of ring %u", gate.privilege, vector,
              privilege);
    if (gate.entry != arch::entry_point(vector))
        PANIC("check_idt: vector %u leads to 0x%08x instead of its entry point 0x%08x", vector,
              gate.entry, arch::entry_point(vector));
}

// An `int` instruction pushes no error code, so the entry points that expect one can not be tried.
bool has_error_code(u32 vector) {
    return vector == arch::kVectorDoubleFault || (vector >= 10 && vector <= 14) || vector == 17;
}

// The interrupt controller's last request of either chip, which it has not made: nobody is told.
bool is_spurious(u32 vector) {
    return vector == arch::kVectorIrq + 7 || vector == arch::kVectorIrq + 15;
}

void raise_and_check(u32 vector) {
    trap::set_handler(vector, note_vector);
    arch::raise_vector(vector);
    trap::set_handler(vector, nullptr);
    if (is_spurious(vector))
        return;
    if (last_vector != vector)
        PANIC("check_idt: vector %u arrived as %u", vector, last_vector);
}

}  // namespace

void check_idt() {
    for (u32 vector = 0; vector < arch::kVectorCount; ++vector)
        if (vector != arch::kVectorDoubleFault)  // has a task gate
            check_gate(vector);

    const u32 seed = debug::option_number("seed", 1);
    Prng random(seed);
    for (u32 raised = 0; raised < kRaised;) {
        const u32 vector = random.below(arch::kVectorCount);
        if (has_error_code(vector))
            continue;
        raise_and_check(vector);
        ++raised;
    }
    cprintf("idt check: seed 0x%08x raised %u vectors\n", seed, kRaised);
    cprintf("check_idt() succeeded!\n");
}

void check_spurious_interrupts() {
    for (u32 irq = 7; irq < arch::kIrqCount; irq += 8) {
        const u32 vector = arch::kVectorIrq + irq;
        trap::set_handler(vector, note_vector);
        arch::raise_vector(vector);
        trap::set_handler(vector, nullptr);
        if (last_vector == vector)
            PANIC("check_spurious_interrupts: the handler of %u was called", irq);
        arch::raise_vector(vector);  // without a handler it is no reason to panic
    }
    cprintf("check_spurious_interrupts() succeeded!\n");
}

}  // namespace selftest
