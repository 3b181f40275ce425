// Segment selectors, descriptors and the task-state segment [IA32-3A 3.4, 3.5, 7.2].
//
// Layer: arch. uCore counterpart: kern/mm/mmu.h, kern/mm/memlayout.h.
#pragma once

#include "arch/task_state.h"
#include "libs/types.h"

namespace arch {

// Selectors: index in the GDT times 8, plus the privilege level that asks. User programs and the
// course's transcripts know these numbers.
inline constexpr u16 kKernelCode = 0x08;
inline constexpr u16 kKernelData = 0x10;
inline constexpr u16 kUserCode = 0x18 | 3;
inline constexpr u16 kUserData = 0x20 | 3;
inline constexpr u16 kTaskState = 0x28;
inline constexpr u16 kDoubleFaultTask = 0x30;

// Loads the kernel's GDT and task register. Called once, first of all.
void gdt_init();

// From now on a trap from user mode starts on the kernel stack that ends at `top`.
inline void set_kernel_stack(uptr top) { running_task_state.esp0 = top; }

// Where a trap from user mode would put its frame now.
inline uptr kernel_stack() { return running_task_state.esp0; }

}  // namespace arch
