// The timer interrupt of a kernel that shares the CPU by the clock.
//
// Layer: trap. uCore counterpart: the case IRQ_TIMER in kern/trap/trap.c.
#pragma once

namespace trap {

// From now on the scheduler hears of every tick.
void timer_interrupt_init();

}  // namespace trap
