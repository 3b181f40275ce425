// The scheduler: which thread runs.
//
// Layer: sched. uCore counterpart: kern/schedule/sched.c, proc_run in kern/process/proc.c.
// This is the mechanism; who is next is for the policy to say (sched_class.h).

#include "kern/sched/scheduler.h"

#include "arch/interrupts.h"
#include "arch/paging.h"
#include "arch/segments.h"
#include "kern/sched/trace.h"
#include "libs/assert.h"

namespace sched {

constinit Cpu the_cpu;

namespace {

void enqueue(Cpu& cpu, Task& task) {
    ASSERT(!task.queued);
    task.queued = true;
    ++cpu.queued;
    cpu.policy->enqueue(task);
}

void dequeue(Cpu& cpu, Task& task) {
    cpu.policy->dequeue(task);
    task.queued = false;
    --cpu.queued;
}

// Takes the next task off the queue; idle when it is empty.
Task& pick_next(Cpu& cpu) {
    SchedEntity* picked = cpu.policy->pick_next();
    if (!picked)
        return *cpu.idle;
    ASSERT(picked->queued);
    picked->queued = false;
    --cpu.queued;
    return static_cast<Task&>(*picked);
}

// The policy's choice when the running thread wants another turn; there are others.
Task& pick_after(Cpu& cpu, Task& running) {
    running.needs_reschedule = false;
    running.queued = true;
    SchedEntity& picked = cpu.policy->pick_after(running);
    picked.queued = false;
    return static_cast<Task&>(picked);
}

// What a trace calls it.
u8 state_letter(TaskState state) { return "NRSZ"[static_cast<u8>(state)]; }

// What Cpu::at_switch asks for. Stays a function of its own: few switches need it, and the others
// are short without it.
[[gnu::noinline]] void do_at_switch(const Task& previous, const Task& next) {
    trace(TraceEvent::Switch, previous.pid, next.pid, state_letter(previous.state));
#if LAB >= 5
    if (this_cpu().at_switch & kForbidFpu)
        arch::fpu_forbid();
    this_cpu().at_switch &= ~kForbidFpu;
#endif
}

}  // namespace

void scheduler_init(Task& idle) {
    arch::IrqGuard irq;
    Cpu& here = this_cpu();
    here.idle = here.current = &idle;
    idle.state = TaskState::Runnable;
    arch::set_kernel_stack(idle.stack_top().raw());  // its page table is in use already
    here.policy = &choose_policy();
    here.policy->init();
    trace_init(here.policy->name());
}

void wakeup_proc(Task& task) {
    arch::IrqGuard irq;
    ASSERT(task.state != TaskState::Zombie);
    if (task.state == TaskState::Runnable)
        return;
    Cpu& here = this_cpu();
    Task& running = *here.current;
    trace(task.state == TaskState::New ? TraceEvent::Fork : TraceEvent::WakeUp, task.pid,
          running.pid);
    task.state = TaskState::Runnable;
    if (&task == &running)  // it was about to sleep, and an interrupt came before
        return;
    enqueue(here, task);
    if (&running == here.idle || here.policy->preempts(task, running))
        request_reschedule();
}

void withdraw(Task& task) {
    arch::IrqGuard irq;
    dequeue(this_cpu(), task);
    task.state = TaskState::New;
}

// Flattened: what it calls becomes a part of it, proc_run too, for a switch is too frequent for
// detours.
[[gnu::flatten]] void yield() {
    Cpu& here = this_cpu();
    Task& running = *here.current;
    if (here.queued != 0)
        return proc_run(pick_after(here, running));
    running.needs_reschedule = false;
    here.preempt_wanted = false;
}

void schedule() {
    arch::IrqGuard irq;
    Cpu& here = this_cpu();
    ASSERT(here.preempt_guards == 0);
    Task& previous = *here.current;
    if (previous.state == TaskState::Runnable && &previous != here.idle)
        return yield();
    previous.needs_reschedule = false;
    proc_run(pick_next(here));
}

void request_reschedule() {
    this_cpu().current->needs_reschedule = true;
    this_cpu().preempt_wanted = true;
}

void proc_run(Task& next) {
    Cpu& here = this_cpu();
    Task& previous = *here.current;
    here.preempt_wanted = next.needs_reschedule;
    here.end_wanted = next.killed;
    if (&next == &previous)
        return;
    if (here.at_switch != 0) [[unlikely]]
        do_at_switch(previous, next);
    ++next.runs;
    // EXERCISE lab4.3 BEGIN Make `next` the running thread
    // HINT Four things change: who is current, the stack for traps from user mode
    // HINT (arch::set_kernel_stack), the page table (arch::set_root_table), and last the registers
    // HINT (arch::switch_to): what stands behind that call runs when `previous` has its turn again.
    here.current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&previous.context, &next.context);
    // EXERCISE lab4.3 STUB
    // EXERCISE lab4.3 END
}

void set_priority(Task& task, u32 priority) {
    arch::IrqGuard irq;
    Cpu& here = this_cpu();
    const bool waits = task.queued;
    if (waits)
        dequeue(here, task);
    task.priority = clamp_priority(priority);
    if (waits)
        enqueue(here, task);
    else if (&task == here.current)
        here.policy->priority_changed(task);
    trace(TraceEvent::Priority, task.pid, task.priority);
}

}  // namespace sched
