// The end of processes.
//
// Layer: process. uCore counterpart: do_exit, do_wait in kern/process/proc.c.
#pragma once

#include "kern/process/process.h"
#include "libs/result.h"

namespace process {

// Ends the current process with `code`. Its children become init's; its parent may ask for the code
// by do_wait. Context: thread, and neither idle nor init may end while there are others.
[[noreturn]] void do_exit(int code);

inline constexpr u32 kAnyChild = 0;

// A child that has ended.
struct EndedChild {
    u32 pid;
    int exit_code;
};

// Waits until child `pid` of the current process (or any child, for kAnyChild) has ended, frees it,
// and tells how it ended. BadProcess when there is no such child, Killed when the waiting process
// itself is to end. Context: thread.
Result<EndedChild> do_wait(u32 pid);

// The first half of do_wait: the child stays until reap(). So a caller that can not deliver the
// exit code loses nothing.
Result<Process*> wait_for_zombie(u32 pid);

// The second half: frees `zombie`, a child of the current process, and tells how it ended.
EndedChild reap(Process* zombie);

}  // namespace process
