// The clock: ticks since it was started.
//
// Layer: driver. uCore counterpart: clock_init in kern/driver/clock.c.

#include "kern/driver/clock.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"

namespace driver {

constinit volatile u32 ticks = 0;

void clock_init() {
    cprintf("++ setup timer interrupts\n");
    arch::IrqGuard irq;
    ticks = 0;
    board_timer_start();
}

}  // namespace driver
