// Stands in for the memory map in unit tests. The kernel's view of physical memory lies so low that
// its addresses fit into page table entries; host_frames maps host memory there.
#pragma once

#include "libs/types.h"

namespace arch {

inline constexpr usize kPageSize = 4096;
inline constexpr unsigned kPageShift = 12;
inline constexpr usize kKernelStackSize = 2 * kPageSize;

inline constexpr uptr kKernelBase = 0x40000000;
inline constexpr usize kKernelMemorySize = 16u << 20;
inline constexpr uptr kKernelTop = kKernelBase + kKernelMemorySize;
inline constexpr uptr kPageTableWindow = 0x7ac00000;
inline constexpr uptr kUserBase = 0x00200000;
inline constexpr uptr kUserTop = 0xb0000000;

}  // namespace arch
