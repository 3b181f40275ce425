// The threads of a program, which end together: a ring of processes.
//
// Layer: process. No uCore counterpart.

#include "arch/interrupts.h"
#include "kern/process/fork.h"
#if LAB >= 7
#include "kern/process/ipc_object.h"
#endif
#include "kern/process/user_side.h"

namespace process {

void join_user_threads(Process& child, CloneFlags flags) {
    if (!has(flags, CloneFlags::Thread))
        return;
    child.is_thread = true;
    child.next_thread = current().next_thread;
    current().next_thread = &child;
}

void leave_user_side(Process& process) {
    drop_user_side(process);
    arch::IrqGuard irq;
#if LAB >= 7
    leave_communication(process);
#endif
    Process* before = &process;
    while (before->next_thread != &process)
        before = before->next_thread;
    before->next_thread = process.next_thread;
    process.next_thread = &process;
}

}  // namespace process
