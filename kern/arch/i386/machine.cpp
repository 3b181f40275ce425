// The machine as a whole: registers for reports, the memory map, power.
//
// Layer: arch. uCore counterpart: parts of libs/x86.h and kern/mm/pmm.c.

#include "arch/boot_info.h"
#include "arch/cpu.h"
#include "arch/layout.h"
#include "arch/ports.h"
#include "arch/segments.h"
#include "arch/task_state.h"

namespace arch {
namespace {

constexpr u16 kDebugExitPort = 0x501;        // isa-debug-exit, as the Makefile places it
constexpr u16 kPowerManagementPort = 0x604;  // PM1a control of QEMU's pc [ACPI 4.8.3.2]
constexpr u16 kSoftOff = 0x2000;
constexpr u16 kKeyboardCommand = 0x64;
constexpr u8 kPulseReset = 0xfe;

// Where bootsector.S leaves the ranges.
struct BootInfo {
    u32 range_count;
    MemoryRange ranges[20];
};
constexpr uptr kBootInfo = 0x8000;

struct [[gnu::packed]] TableRegister {
    u16 limit;
    u32 base;
};

#if LAB >= 2
// Finds the physical address of `address` by a walk through the page table in use. False when
// nothing is mapped there.
bool translate(uptr address, uptr& physical) {
    constexpr u32 kPresent = 1, kLarge = 0x80;
    constexpr uptr kOffsetInLarge = (1u << 22) - 1, kOffset = kPageSize - 1;
    u32 directory_base;
    asm volatile("movl %%cr3, %0" : "=r"(directory_base));
    auto table_at = [](u32 table) {
        return reinterpret_cast<const volatile u32*>(kKernelBase + (table & ~kOffset));
    };
    u32 entry = table_at(directory_base)[address >> 22];
    if (!(entry & kPresent))
        return false;
    if (entry & kLarge) {
        physical = (entry & ~kOffsetInLarge) | (address & kOffsetInLarge);
        return true;
    }
    entry = table_at(entry)[(address >> kPageShift) & 1023];
    physical = (entry & ~kOffset) | (address & kOffset);
    return (entry & kPresent) != 0;
}
#else
// Without paging an address is a physical one.
bool translate(uptr address, uptr& physical) {
    physical = address;
    return true;
}
#endif

}  // namespace

Span<const MemoryRange> memory_map() {
    auto* info = reinterpret_cast<const BootInfo*>(kKernelBase + kBootInfo);
    return {info->ranges, info->range_count};
}

SegmentRegisters segment_registers() {
    SegmentRegisters now;
    asm volatile("movw %%cs, %0" : "=m"(now.cs));
    asm volatile("movw %%ds, %0" : "=m"(now.ds));
    asm volatile("movw %%es, %0" : "=m"(now.es));
    asm volatile("movw %%ss, %0" : "=m"(now.ss));
    return now;
}

void print_control_registers(int (*print)(const char* format, ...)) {
    u32 cr0, cr2, cr3, cr4;
    asm volatile("movl %%cr0, %0" : "=r"(cr0));
    asm volatile("movl %%cr2, %0" : "=r"(cr2));
    asm volatile("movl %%cr3, %0" : "=r"(cr3));
    asm volatile("movl %%cr4, %0" : "=r"(cr4));
    TableRegister gdtr, idtr;
    asm volatile("sgdt %0" : "=m"(gdtr));
    asm volatile("sidt %0" : "=m"(idtr));
    print("  cr0  0x%08x  cr2  0x%08x  cr3  0x%08x  cr4  0x%08x\n", cr0, cr2, cr3, cr4);
    print("  gdt  0x%08x+%04x  idt  0x%08x+%04x  kernel stack 0x%08x\n", gdtr.base, gdtr.limit,
          idtr.base, idtr.limit, kernel_stack());
}

void exit_emulator(u8 value) { outb(kDebugExitPort, value); }

void switch_off() { outw(kPowerManagementPort, kSoftOff); }

void restart() {
    outb(kKeyboardCommand, kPulseReset);
    halt_forever();
}

bool readable(uptr address) {
    uptr physical;
    return translate(address, physical);
}

uptr direct_map_address(uptr address) {
    uptr physical;
    const bool mapped = translate(address, physical) && physical < kKernelMemorySize;
    return mapped ? kKernelBase + physical : address;
}

}  // namespace arch
