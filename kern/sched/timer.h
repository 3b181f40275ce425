// Timers and sleep.
//
// Layer: sched. uCore counterpart: add_timer, del_timer, run_timer_list in kern/schedule/sched.c,
// do_sleep in kern/process/proc.c.
#pragma once

#include "kern/sched/timer_queue.h"

namespace sched {

// After `ticks` ticks (0 counts as 1) timer.action runs, with interrupts off, in the timer
// interrupt. `timer` must not be set. Context: any.
void set_timer(Timer& timer, u32 ticks);

// The action will not run, if it has not yet. Context: any.
void cancel_timer(Timer& timer);

// The running thread sleeps for `ticks` ticks: it goes on after the clock has ticked that often, or
// when somebody wakes it up before. Returns how many ticks were left then; 0: it slept its time. To
// sleep for 0 ticks is to give way. Context: thread.
u32 sleep(u32 ticks);

// The clock has ticked. Context: the timer interrupt.
void expire_timers();

}  // namespace sched
