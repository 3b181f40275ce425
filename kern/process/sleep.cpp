// Processes that sleep for a time.
//
// Layer: process. uCore counterpart: do_sleep in kern/process/proc.c.

#include "kern/process/sleep.h"

#include "arch/interrupts.h"
#include "kern/process/process.h"
#include "kern/sched/timer.h"

namespace process {

void do_sleep(u32 ticks) {
    arch::IrqGuard irq;
    Process& self = current();
    if (self.killed)
        return;
    self.wait_reason = WaitReason::Timer;
    sched::sleep(ticks);
    self.wait_reason = WaitReason::None;
}

}  // namespace process
