// Preemption: taking the CPU away from a thread that does not give it up.
//
// Layer: sched. uCore counterpart: sched_class_proc_tick in kern/schedule/sched.c.

#include "kern/sched/preempt.h"

#include "arch/interrupts.h"
#include "kern/sched/timer.h"
#include "kern/sched/trace.h"

namespace sched {

void tick() {
    Cpu& here = this_cpu();
    if (!here.current)
        return;  // the clock is earlier than the first thread
    ++here.ticks;
    if (tracing)
        record_tick(here.ticks);
    expire_timers();
    Task& running = *here.current;
    if (&running == here.idle)
        return;  // it looks for others by itself whenever an interrupt came
    ++running.ticks_run;
    here.policy->proc_tick(running);
    if (running.needs_reschedule)
        here.preempt_wanted = true;
}

void preempt_now() {
    if (this_cpu().preempt_guards == 0 && arch::interrupts_enabled())
        schedule();
}

}  // namespace sched
