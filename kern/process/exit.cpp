// The end of processes.
//
// Layer: process. uCore counterpart: do_exit, do_wait in kern/process/proc.c.
// A process can not free the stack that it runs on. So it becomes a zombie, which keeps its number,
// its exit code and its stack, until its parent asks for it.

#include "kern/process/exit.h"

#include "arch/context.h"
#include "arch/interrupts.h"
#include "kern/sched/trace.h"
#include "libs/assert.h"

namespace process {
namespace {

// Wakes `parent` if it waits for a child. Context: interrupts off.
void tell(Process& parent) {
    if (parent.wait_reason == WaitReason::Child)
        sched::wakeup_proc(parent);
}

// Gives the children of `process` to init. Context: interrupts off.
void orphan_children(Process& process) {
    while (Process* child = process.children.pop_front()) {
        child->parent = &init_process();
        init_process().children.push_back(*child);
        if (child->state == sched::TaskState::Zombie)
            tell(init_process());
    }
}

// A child of `parent` that has ended, with number `pid` or any. `exists` tells whether there is any
// such child, ended or not. Context: interrupts off.
Process* find_zombie(Process& parent, u32 pid, bool& exists) {
    exists = false;
    for (Process& child : parent.children) {
        if (pid != kAnyChild && child.pid != pid)
            continue;
        exists = true;
        if (child.state == sched::TaskState::Zombie)
            return &child;
    }
    return nullptr;
}

}  // namespace

void do_exit(int code) {
    Process& self = current();
    if (self.is_idle())
        PANIC("the idle process must not end");
#if LAB >= 5
    arch::enable_interrupts();  // it may take long: others run meanwhile
    self.killed = true;         // it can not be, any more
    leave_user_side(self);
#endif
    arch::disable_interrupts();
    if (&self == &init_process() && !self.children.empty())
        PANIC("init ends, but has children: nobody would wait for them");
    self.exit_code = code;
    sched::trace(sched::TraceEvent::Exit, self.pid, static_cast<u32>(code));
    self.state = sched::TaskState::Zombie;
    orphan_children(self);
    tell(*self.parent);
    sched::schedule();
    UNREACHABLE();
}

Result<Process*> wait_for_zombie(u32 pid) {
    Process& self = current();
    for (;;) {
        arch::IrqGuard irq;
        bool exists;
        if (Process* zombie = find_zombie(self, pid, exists))
            return zombie;
        if (!exists)
            return Error::BadProcess;
#if LAB >= 5
        if (self.killed)
            return Error::Killed;
#endif
        self.wait_reason = WaitReason::Child;
        self.state = sched::TaskState::Sleeping;
        sched::schedule();
        self.wait_reason = WaitReason::None;
    }
}

EndedChild reap(Process* zombie) {
    arch::IrqGuard irq;
    EndedChild ended{zombie->pid, zombie->exit_code};
    leave_family(*zombie);
    free_proc(zombie);
    return ended;
}

Result<EndedChild> do_wait(u32 pid) {
    Process* zombie = TRY(wait_for_zombie(pid));
    return reap(zombie);
}

}  // namespace process

void arch::kernel_thread_exit(int code) { process::do_exit(code); }
