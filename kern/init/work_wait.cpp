// What the kernel does when it has booted: waits for interrupts.
//
// Layer: init. uCore counterpart: the end of kern_init in kern/init/init.c.

#include "arch/cpu.h"
#include "kern/init/stages.h"

void init::work() {
    for (;;)
        arch::wait_for_interrupt();
}
