// Two cascaded 8259A interrupt controllers.
//
// Layer: driver. uCore counterpart: kern/driver/picirq.c. [Intel 8259A data sheet]

#include "arch/interrupts.h"
#include "arch/ports.h"
#include "arch/trapframe.h"
#include "kern/driver/irq_chip.h"

namespace driver {
namespace {

constexpr u16 kMasterCommand = 0x20, kMasterData = 0x21;
constexpr u16 kSlaveCommand = 0xa0, kSlaveData = 0xa1;
constexpr u32 kCascadeIrq = 2;  // the slave is wired to the master's request 2
constexpr u32 kIrqsPerChip = 8;
constexpr u8 kInitWithIcw4 = 0x11;    // ICW1: edge triggered, cascaded, ICW4 follows
constexpr u8 kMode8086 = 0x01;        // ICW4
constexpr u8 kEndOfInterrupt = 0x20;  // OCW2, non-specific
constexpr u8 kReadInService = 0x0b;   // OCW3: the next read tells what is being served
// What a chip gives when a request has gone away before the CPU took it [8259A, IR7 default].
constexpr u32 kSpuriousIrq = 7;

// A set bit keeps that request back.
constinit u16 mask GUARDED_BY(arch::interrupts_off) = 0xffff & ~(1u << kCascadeIrq);

void write_mask() REQUIRES(arch::interrupts_off) {
    arch::outb(kMasterData, static_cast<u8>(mask));
    arch::outb(kSlaveData, static_cast<u8>(mask >> 8));
}

bool is_in_service(u16 command, u32 irq) {
    arch::outb(command, kReadInService);
    return (arch::inb(command) >> irq & 1) != 0;
}

}  // namespace

void pic_init() {
    arch::IrqGuard irq;
    arch::outb(kMasterCommand, kInitWithIcw4);
    arch::outb(kMasterData, arch::kVectorIrq);
    arch::outb(kMasterData, 1u << kCascadeIrq);
    arch::outb(kMasterData, kMode8086);

    arch::outb(kSlaveCommand, kInitWithIcw4);
    arch::outb(kSlaveData, arch::kVectorIrq + kIrqsPerChip);
    arch::outb(kSlaveData, kCascadeIrq);
    arch::outb(kSlaveData, kMode8086);

    write_mask();
}

void irq_enable(u32 irq) {
    arch::IrqGuard guard;
    mask = static_cast<u16>(mask & ~(1u << irq));
    write_mask();
}

void irq_disable(u32 irq) {
    arch::IrqGuard guard;
    mask = static_cast<u16>(mask | (1u << irq));
    write_mask();
}

bool irq_acknowledge(u32 irq) {
    const bool is_slaves = irq >= kIrqsPerChip;
    // The chip that made it up serves nothing; but the master serves the slave's request.
    const bool is_spurious =
        irq % kIrqsPerChip == kSpuriousIrq &&
        !is_in_service(is_slaves ? kSlaveCommand : kMasterCommand, kSpuriousIrq);
    if (is_slaves && !is_spurious)
        arch::outb(kSlaveCommand, kEndOfInterrupt);
    if (is_slaves || !is_spurious)
        arch::outb(kMasterCommand, kEndOfInterrupt);
    return !is_spurious;
}

}  // namespace driver
