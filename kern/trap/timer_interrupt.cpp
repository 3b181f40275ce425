// The timer interrupt of a kernel that shares the CPU by the clock.
//
// Layer: trap. uCore counterpart: the case IRQ_TIMER in kern/trap/trap.c.

#include "kern/trap/timer_interrupt.h"

#include "kern/sched/preempt.h"
#include "kern/trap/trap.h"

namespace trap {
namespace {

arch::TrapFrame* clock_ticked(arch::TrapFrame* frame) {
    clock_interrupt();
    sched::tick();
    return frame;
}

}  // namespace

void timer_interrupt_init() { set_handler(arch::kVectorIrq + arch::kIrqTimer, clock_ticked); }

}  // namespace trap
