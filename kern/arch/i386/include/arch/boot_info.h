// What the boot sector leaves for the kernel: the BIOS's map of physical memory.
//
// Layer: arch. uCore counterpart: struct e820map in kern/mm/memlayout.h.
#pragma once

#include "libs/span.h"
#include "libs/types.h"

namespace arch {

// A range of physical memory as INT 15h, AX = E820h reports it [ACPI 15].
struct [[gnu::packed]] MemoryRange {
    u64 base;
    u64 size;
    u32 type;  // 1: usable RAM.

    static constexpr u32 kUsable = 1;
};
static_assert(sizeof(MemoryRange) == 20);

// The ranges that the BIOS reported, in its order.
Span<const MemoryRange> memory_map();

}  // namespace arch
