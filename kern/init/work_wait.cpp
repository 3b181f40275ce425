// What the kernel does when it has booted: waits for interrupts.
//
// Layer: init. uCore counterpart: the end of kern_init in kern/init/init.c.

#include "arch/cpu.h"
#include "kern/init/stages.h"
#include "kern/selftest/heap_check.h"
#include "kern/selftest/selection.h"

void init::work() {
    selftest::run_if_asked("slab", selftest::check_slab);
    selftest::run_if_asked("slab_sharing", selftest::check_slab_sharing);
    for (;;)
        arch::wait_for_interrupt();
}
