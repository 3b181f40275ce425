// User mode: how a program starts, and copies to and from its memory that survive any address.
//
// Layer: arch. uCore counterpart: parts of load_icode in kern/process/proc.c; copy_from_user in
// kern/mm.
#pragma once

#include "arch/trapframe.h"
#include "libs/types.h"

namespace arch {

// Fills in the frame with which a program starts in user mode: at `entry`, its stack at `stack`,
// with interrupts on and no other register telling anything: exercise lab5.1a.
void make_user_frame(TrapFrame& frame, uptr entry, uptr stack);

// Copies `size` bytes; either side may be an address that faults. Returns how many bytes were not
// copied. Context: thread, in the address space that is meant.
usize copy_that_may_fault(void* to, const void* from, usize size);

// From now on system calls, by a gate that user mode may use, and page faults of user mode have a
// way in that is shorter than that of other traps. Called once.
void user_entries_init();

}  // namespace arch
