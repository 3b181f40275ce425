// The interrupt descriptor table.
//
// Layer: arch. uCore counterpart: idt_init in kern/trap/trap.c. [IA32-3A 6.10, 6.11]

#include "arch/trapframe.h"
#include "libs/assert.h"

namespace arch {

// Addresses of the 256 entry points, by vector (trap_entry.S).
extern "C" const u32 trap_vectors[kVectorCount];

namespace {

constexpr u32 kInterruptGate = 0xe, kTaskGate = 0x5;
constexpr u64 kPrivilege3 = u64{3} << 45;

// A gate of the IDT [IA32-3A figure 6-2]. `privilege` is the weakest level whose `int` instruction
// may use it.
constexpr u64 gate(u32 type, u16 selector, u32 offset, u32 privilege) {
    u32 access = 0x80 | privilege << 5 | type;  // 0x80: present
    return u64{offset & 0xffff} | u64{selector} << 16 | u64{access} << 40 | u64{offset >> 16} << 48;
}

// Enters kernel code at `offset`, with interrupts off.
[[maybe_unused]] constexpr u64 interrupt_gate(u32 offset, u32 privilege) {
    return gate(kInterruptGate, kKernelCode, offset, privilege);
}

static_assert(interrupt_gate(0xc0101234, 3) == 0xc010ee0000081234);
static_assert((interrupt_gate(0xc0101234, 0) | kPrivilege3) == interrupt_gate(0xc0101234, 3));

constinit u64 table[kVectorCount] = {};

struct [[gnu::packed]] TableRegister {
    u16 limit;
    const void* base;
};

[[maybe_unused]] void load_table() {
    TableRegister idtr = {sizeof(table) - 1, table};
    asm volatile("lidt %0" ::"m"(idtr) : "memory");
}

}  // namespace

void idt_init() {
    // EXERCISE lab1.2 BEGIN Give each of the 256 vectors its gate and load the table
    // HINT trap_vectors[v] is the address of the code that saves the registers for vector v, and
    // HINT interrupt_gate() makes a descriptor. Who may raise which vector with an `int`?
    // HINT Only system calls are for user mode (privilege 3); everything else is the kernel's.
    for (u32 vector = 0; vector < kVectorCount; ++vector)
        table[vector] = interrupt_gate(trap_vectors[vector], 0);
    allow_from_user(kVectorSyscall);
    load_table();
    // EXERCISE lab1.2 STUB
    // EXERCISE lab1.2 END

    // A double fault means that the kernel stack can not be used: it needs a task of its own.
    table[kVectorDoubleFault] = gate(kTaskGate, kDoubleFaultTask, 0, 0);
}

void set_gate(u32 vector, uptr entry_point) {
    ASSERT(vector < kVectorCount);
    table[vector] = interrupt_gate(entry_point, 0);
}

void allow_from_user(u32 vector) {
    ASSERT(vector < kVectorCount);
    table[vector] |= kPrivilege3;
}

Gate gate_of(u32 vector) {
    TableRegister idtr;
    asm volatile("sidt %0" : "=m"(idtr));
    if (vector >= (idtr.limit + 1u) / sizeof(u64))
        return {};
    const u64 raw = static_cast<const u64*>(idtr.base)[vector];
    const u32 low = static_cast<u32>(raw), high = static_cast<u32>(raw >> 32);
    return {.present = (high & 0x8000) != 0,
            .keeps_interrupts_off = (high >> 8 & 0x1f) == kInterruptGate,
            .privilege = static_cast<u8>(high >> 13 & 3),
            .selector = static_cast<u16>(low >> 16),
            .entry = (high & 0xffff0000) | (low & 0xffff)};
}

uptr entry_point(u32 vector) {
    ASSERT(vector < kVectorCount);
    return trap_vectors[vector];
}

}  // namespace arch
