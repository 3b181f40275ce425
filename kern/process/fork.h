// Making processes.
//
// Layer: process. uCore counterpart: do_fork, kernel_thread, copy_thread in kern/process/proc.c.
#pragma once

#include "arch/trapframe.h"
#include "kern/process/process.h"
#include "libs/result.h"

namespace process {

// What a child shares with its parent. A set of flags, with the original's numbers.
enum class CloneFlags : u32 {
    None = 0,
    Memory = 0x100,  // the same address space (CLONE_VM), not a copy
    Thread = 0x200,  // ends with its parent's process (CLONE_THREAD)
    Files = 0x800,   // the same open files (CLONE_FS)
};
constexpr bool has(CloneFlags set, CloneFlags flag) {
    return (static_cast<u32>(set) & static_cast<u32>(flag)) != 0;
}

// Makes `child`, when it is given the CPU for the first time, begin with the registers in `frame`,
// but with 0 in eax, on its own kernel stack: exercise lab4.1. Context: `child` does not run.
void copy_thread(Process& child, const arch::TrapFrame& frame);

// Makes a child of the current process, which goes on with the registers in `frame` and sees 0 as
// the result: exercise lab4.2. It has the name of its parent. Returns the child's number; the child
// is runnable, but does not run before the caller gives way. On an error nothing is left behind:
// NoMemory, NoFreeProcess, Killed. Context: thread; may be preempted.
Result<u32> do_fork(CloneFlags flags, const arch::TrapFrame& frame);

// Makes a child that runs function(argument) in the kernel and exits with its result. Returns its
// number. Errors as do_fork. Context: thread.
Result<u32> kernel_thread(int (*function)(void*), void* argument);

}  // namespace process
