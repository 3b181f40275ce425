// The hardware's task-state segment [IA32-3A figure 7-2].
//
// Layer: arch, of i386 alone. uCore counterpart: struct taskstate in kern/mm/mmu.h.
// The kernel switches threads in software; the hardware uses the segment for the kernel stack of a
// trap from user mode, for the I/O permission bitmap, and to change to a sound stack when even the
// trap frame can not be pushed (double fault).
#pragma once

#include "libs/types.h"

namespace arch {

struct TaskState {
    u32 previous_task;
    u32 esp0, ss0, esp1, ss1, esp2, ss2;
    u32 cr3;
    u32 eip, eflags;
    u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
    u32 es, cs, ss, ds, fs, gs;
    u32 ldt;
    u16 trap_on_switch;
    u16 io_bitmap_offset;
};
static_assert(sizeof(TaskState) == 104);

// The task that the CPU switches to on a double fault (double_fault.cpp).
extern TaskState double_fault_task_state;

// The task that all kernel and user code runs in; after a double fault it holds the registers of
// the code that failed.
extern TaskState running_task_state;

}  // namespace arch
