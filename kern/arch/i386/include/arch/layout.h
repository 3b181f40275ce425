// The memory map: which addresses mean what.
//
// Layer: arch. uCore counterpart: kern/mm/memlayout.h.
#pragma once

#include "libs/types.h"

namespace arch {

// Without paging KERNEL_BASE, which the Makefile sets, is 0, and an address is a physical one. With
// paging it is 0xC0000000:
//
//     4 GiB ------------> +---------------------------------+
//                         |  unused                         |
//     0xFF000000 -------> +---------------------------------+ kKernelStackEnd
//                         |  kernel stacks and guard pages  |  RW/--
//     0xFB800000 -------> +---------------------------------+ kKernelStackBase
//                         |  unused                         |
//     0xFB000000 -------> +---------------------------------+
//                         |  page table, mapped to itself   |  RW/--
//     0xFAC00000 -------> +---------------------------------+ kPageTableWindow
//                         |  unused                         |
//     0xF8000000 -------> +---------------------------------+ kKernelTop
//                         |  physical memory from 0 on      |  RW/--
//     0xC0000000 -------> +---------------------------------+ kKernelBase
//                         |  unused                         |
//     0xB0000000 -------> +---------------------------------+ kUserTop, user stack below
//                         |  user programs                  |
//     0x00200000 -------> +---------------------------------+ kUserBase
//                         |  unused                         |
//     0 ----------------> +---------------------------------+

inline constexpr usize kPageSize = 4096;
inline constexpr unsigned kPageShift = 12;

inline constexpr uptr kKernelBase = KERNEL_BASE;
inline constexpr usize kKernelMemorySize = 0x38000000;  // Physical memory that the kernel maps.
inline constexpr uptr kKernelTop = kKernelBase + kKernelMemorySize;
inline constexpr uptr kPageTableWindow = 0xFAC00000;
inline constexpr uptr kKernelStackBase = 0xFB800000;
inline constexpr uptr kKernelStackEnd = 0xFF000000;
inline constexpr uptr kUserBase = 0x00200000;
inline constexpr uptr kUserTop = 0xB0000000;

inline constexpr usize kKernelStackPages = 2;
inline constexpr usize kKernelStackSize = kKernelStackPages * kPageSize;

// Where the kernel's own image lies (kernel.ld).
extern "C" const u8 kernel_start[], etext[], edata[], end[];
// Its code and constants end here; what may be written begins.
extern "C" const u8 read_only_end[];
inline bool is_read_only_image(uptr address) {
    return address >= reinterpret_cast<uptr>(kernel_start) &&
           address < reinterpret_cast<uptr>(read_only_end);
}
// The stack on which the kernel boots, kKernelStackSize bytes. Once there are
// threads, idle has one of its own.
extern "C" u8 boot_stack[], boot_stack_top[];

}  // namespace arch
