// The scheduler: which thread runs.
//
// Layer: sched. uCore counterpart: kern/schedule/sched.h, proc_run in kern/process/proc.c.
#pragma once

#include <stddef.h>

#include "arch/interrupts.h"
#include "kern/sched/sched_class.h"
#include "kern/sched/task.h"

namespace sched {

// What few switches have to do beside the switch itself: bits of Cpu::at_switch, so that one
// comparison tells that there is nothing.
inline constexpr u8 kRecordSwitch = 1;  // for the trace
#if LAB >= 5
inline constexpr u8 kForbidFpu = 2;  // the floating-point registers, which who runs has used
#endif

// What a processor is doing. There is one so far.
struct Cpu {
    // current->needs_reschedule (unless it may end its line of output first) and current->killed,
    // where one comparison finds them on the way to user mode. An interrupt may set them.
    bool preempt_wanted = false;
    bool end_wanted = false;
    Task* current = nullptr;       // the thread that runs
    Task* idle = nullptr;          // runs when nobody else wants to; never in the run queue
    SchedClass* policy = nullptr;  // the run queue
    u32 queued = 0;                // how many threads are in it
    u32 ticks = 0;                 // of the clock, since it was started
    u8 at_switch = 0;              // what the next switch has to do beside
    u32 preempt_guards = 0;        // how many guards keep other threads away
};

extern "C" Cpu the_cpu;
static_assert(offsetof(Cpu, preempt_wanted) == 0 && offsetof(Cpu, end_wanted) == 1);  // assembly

// The processor that runs this code.
inline Cpu& this_cpu() { return the_cpu; }

// The thread that runs this code.
inline Task& current() { return *this_cpu().current; }

// The code that runs now is `idle` from now on. Chooses the policy. Called once.
void scheduler_init(Task& idle);

// `task`, which is new or sleeps, wants to run. Nothing happens when it is runnable already.
// Context: any.
void wakeup_proc(Task& task);

// `task`, which is in the run queue, does not want to run any more; it is New again. Context: any.
void withdraw(Task& task);

// Gives the CPU to the next thread that wants to run. Returns when it is this one's turn again: at
// once when nobody else wants to run, never for a zombie. Context: thread, no PreemptGuard.
void schedule();

// The same for a thread that wants another turn, and is not idle. Context: also interrupts off.
void yield() REQUIRES(arch::interrupts_off);

// Makes the running thread give way at the next occasion: when it leaves the kernel, or at a
// preemption point. Context: interrupts off.
void request_reschedule();

// Switches to `next`: its registers, its page table, its kernel stack. Returns when somebody
// switches back: exercise lab4.3. Context: thread, interrupts off, so that nothing comes between.
void proc_run(Task& next) REQUIRES(arch::interrupts_off);

// From now on `task` has `priority`, at least 1 and at most kMaxPriority: 0 counts as 1, and more
// than there is as the most there is. What it means is up to the policy. Context: any.
void set_priority(Task& task, u32 priority);

// True when nobody but the running thread wants to run. Context: any.
inline bool nobody_waits() { return this_cpu().queued == 0; }

}  // namespace sched
