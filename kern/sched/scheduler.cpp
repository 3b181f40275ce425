// The scheduler: which thread runs.
//
// Layer: sched. uCore counterpart: kern/schedule/sched.c, proc_run in kern/process/proc.c.
// Threads take turns in the order in which they came to the run queue, and each runs until it gives
// way.

#include "kern/sched/scheduler.h"

#include "arch/interrupts.h"
#include "arch/paging.h"
#include "arch/segments.h"
#include "libs/assert.h"

namespace sched {
namespace {

constinit Cpu cpu;

}  // namespace

Cpu& this_cpu() { return cpu; }

void scheduler_init(Task& idle) {
    arch::IrqGuard irq;
    cpu.idle = cpu.current = &idle;
    idle.state = TaskState::Runnable;
    arch::set_kernel_stack(idle.stack_top().raw());  // its page table is in use already
}

void wakeup_proc(Task& task) {
    arch::IrqGuard irq;
    ASSERT(task.state != TaskState::Zombie);
    if (task.state == TaskState::Runnable)
        return;
    task.state = TaskState::Runnable;
    this_cpu().run_queue.push_back(task);
}

void schedule() {
    arch::IrqGuard irq;
    Cpu& here = this_cpu();
    Task& previous = *here.current;
    previous.needs_reschedule = false;
    if (previous.state == TaskState::Runnable && &previous != here.idle)
        here.run_queue.push_back(previous);
    Task* next = here.run_queue.pop_front();
    proc_run(next ? *next : *here.idle);
}

void proc_run(Task& next) {
    Task& previous = current();
    if (&next == &previous)
        return;
    arch::IrqGuard irq;  // nothing may come between: these four say together who runs
    ++next.runs;
    // EXERCISE lab4.3 BEGIN Make `next` the running thread
    // HINT Four things change: who is current, the stack for traps from user mode
    // HINT (arch::set_kernel_stack), the page table (arch::set_root_table), and last the registers
    // HINT (arch::switch_to): what stands behind that call runs when `previous` has its turn again.
    this_cpu().current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&previous.context, &next.context);
    // EXERCISE lab4.3 STUB
    // EXERCISE lab4.3 END
}

}  // namespace sched
