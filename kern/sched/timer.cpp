// Timers and sleep.
//
// Layer: sched. uCore counterpart: run_timer_list in kern/schedule/sched.c.

#include "kern/sched/timer.h"

#include "arch/interrupts.h"
#include "kern/sched/scheduler.h"

namespace sched {
namespace {

constinit TimerQueue timers;

}  // namespace

void set_timer(Timer& timer, u32 ticks) {
    arch::IrqGuard irq;
    timers.set(timer, ticks);
}

void cancel_timer(Timer& timer) {
    arch::IrqGuard irq;
    timers.cancel(timer);
}

u32 sleep(u32 ticks) {
    arch::IrqGuard irq;
    if (ticks == 0) {
        schedule();
        return 0;
    }
    Task& self = current();
    Timer alarm;
    alarm.argument = &self;
    alarm.action = [](Timer& timer) { wakeup_proc(*static_cast<Task*>(timer.argument)); };
    timers.set(alarm, ticks);
    self.state = TaskState::Sleeping;
    schedule();
    if (!alarm.is_set())
        return 0;
    const u32 left = timers.ticks_left(alarm);
    timers.cancel(alarm);
    return left;
}

void expire_timers() { timers.tick(); }

}  // namespace sched
