// The scheduler: which thread runs.
//
// Layer: sched. uCore counterpart: kern/schedule/sched.h, proc_run in kern/process/proc.c.
#pragma once

#include "arch/interrupts.h"
#include "kern/sched/task.h"

namespace sched {

// What a processor is doing. There is one so far.
struct Cpu {
    Task* current = nullptr;  // the thread that runs
    Task* idle = nullptr;     // runs when nobody else wants to; never in the run queue
    // Who wants to run, in order; without the current thread.
    Task::List run_queue GUARDED_BY(arch::interrupts_off);
};

// The processor that runs this code.
Cpu& this_cpu();

// The thread that runs this code.
inline Task& current() { return *this_cpu().current; }

// The code that runs now is `idle` from now on. Called once.
void scheduler_init(Task& idle);

// `task`, which is new or sleeps, wants to run. Nothing happens when it is runnable already.
// Context: any.
void wakeup_proc(Task& task);

// Gives the CPU to the next thread that wants to run. Returns when it is this one's turn again: at
// once when nobody else wants to run, never for a zombie. Context: thread.
void schedule();

// Switches to `next`: its registers, its page table, its kernel stack. Returns when somebody
// switches back: exercise lab4.3. Context: thread.
void proc_run(Task& next);

}  // namespace sched
