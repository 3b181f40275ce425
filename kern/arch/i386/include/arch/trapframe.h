// What trap_entry.S saves when the CPU traps: all registers of the interrupted code.
//
// Layer: arch. uCore counterpart: kern/trap/trap.h.
#pragma once

#include <stddef.h>

#include "arch/segments.h"
#include "libs/types.h"

namespace arch {

inline constexpr unsigned kVectorCount = 256;

// Exceptions of the processor [IA32-3A 6.3.1].
inline constexpr u32 kVectorDivideError = 0;
inline constexpr u32 kVectorBreakpoint = 3;
inline constexpr u32 kVectorDoubleFault = 8;
inline constexpr u32 kVectorGeneralProtection = 13;
inline constexpr u32 kVectorPageFault = 14;
// Interrupt requests: IRQ n arrives at vector 32 + n.
inline constexpr u32 kVectorIrq = 32;
inline constexpr unsigned kIrqCount = 16;
inline constexpr u32 kIrqTimer = 0;
inline constexpr u32 kIrqKeyboard = 1;
inline constexpr u32 kIrqSerial = 4;
inline constexpr u32 kIrqDisk = 14;
inline constexpr u32 kIrqSecondDisk = 15;
// Software interrupts.
inline constexpr u32 kVectorSwitchToUser = 120;
inline constexpr u32 kVectorSwitchToKernel = 121;
inline constexpr u32 kVectorSyscall = 0x80;

// Registers in the order in which `pushal` stores them.
struct GeneralRegisters {
    u32 edi, esi, ebp, oesp, ebx, edx, ecx, eax;
};

// The frame that a handler gets. When the trap came from the kernel (same privilege) the CPU did
// not store esp and ss: then the frame ends before them, and they are not to be touched.
struct TrapFrame {
    GeneralRegisters registers;
    u16 gs, padding0_;
    u16 fs, padding1_;
    u16 es, padding2_;
    u16 ds, padding3_;
    u32 vector;
    u32 error;  // The CPU's error code; 0 for vectors that have none.
    uptr eip;
    u16 cs, padding4_;
    u32 eflags;
    uptr esp;
    u16 ss, padding5_;

    // True when the trap interrupted user mode.
    bool from_user() const { return (cs & 3) == 3; }
};

// Bytes of a frame of a trap that came from the kernel.
inline constexpr usize kKernelFrameSize = offsetof(TrapFrame, esp);

static_assert(sizeof(TrapFrame) == 76);
static_assert(offsetof(TrapFrame, vector) == 48 && offsetof(TrapFrame, eip) == 56);

// The standard name of an exception, "Hardware Interrupt" or "(unknown trap)".
const char* trap_name(u32 vector);

// Raises `vector` from software.
template <u32 vector>
inline void raise() {
    asm volatile("int %0" ::"i"(vector) : "memory");
}

// Raises `vector` from software, with no error code.
extern "C" void raise_vector(u32 vector);

// The address whose access raised the page fault that is being handled (CR2) [IA32-3A 4.7].
inline uptr page_fault_address() {
    uptr address;
    asm volatile("movl %%cr2, %0" : "=r"(address));
    return address;
}

// Loads the interrupt descriptor table. Called once, before interrupts are enabled.
void idt_init();

// From now on `vector` enters the kernel at `entry_point`, with interrupts off.
void set_gate(u32 vector, uptr entry_point);

// Lets user mode raise `vector` by an `int` instruction.
void allow_from_user(u32 vector);

// A gate of the table that the processor uses now. Not present: nothing else means anything.
struct Gate {
    bool present;
    bool keeps_interrupts_off;  // an interrupt gate, not a trap or task gate
    u8 privilege;               // the weakest ring that may raise it by an `int` instruction
    u16 selector;
    uptr entry;
};
Gate gate_of(u32 vector);

// Where trap_entry.S saves the registers for `vector`.
uptr entry_point(u32 vector);

}  // namespace arch
