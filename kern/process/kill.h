// Processes that are ended by others, or by what they did.
//
// Layer: process. uCore counterpart: do_kill in kern/process/proc.c, parts of trap_dispatch.
#pragma once

#include "arch/trapframe.h"
#include "kern/process/process.h"
#include "libs/result.h"

namespace process {

// Has process `pid` end as soon as it can, with exit code -Error::Killed: at once when it waits for
// something, else before it goes on in user mode. BadProcess: there is none. Invalid: it is a part
// of the kernel. Killed: it is about to end already. Threads made with
// CLONE_THREAD have numbers of their own: one of these ends alone, but with the process that they
// belong to all of them end. Who merely shares memory (CLONE_VM) is not concerned. Context: thread.
Result<void> do_kill(u32 pid);

// Ends the current process with `code`, and all threads that end with it. Context: thread.
[[noreturn]] void do_exit_all_threads(int code);

// Ends the current process for what it did in user mode, and shows its registers.
[[noreturn]] void kill_current(const arch::TrapFrame& frame);

// Memory and swap are full: has the process with the most pages end, and lets others run until it
// has. The access that needed a frame may be repeated then. Context: thread.
void end_largest_process();

// What happens before the current process goes on in user mode: it gives way if it should, and ends
// if it was killed. Context: interrupts off.
extern "C" void before_return_to_user();

}  // namespace process
