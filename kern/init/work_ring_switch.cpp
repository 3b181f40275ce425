// What the kernel does when it has booted: goes to user mode and back, then waits for interrupts.
//
// Layer: init. uCore counterpart: lab1_switch_test in kern/init/init.c.

#include "arch/cpu.h"
#include "kern/init/stages.h"
#include "kern/selftest/selection.h"
#include "kern/trap/ring_switch.h"

void init::work() {
    trap::ring_switch_init();
    selftest::run_if_wanted("ring_switch", trap::ring_switch_test);
    for (;;) {
        // The key 3 may have brought us to user mode, which must not halt the CPU.
        if (arch::privilege_level() == 0)
            arch::wait_for_interrupt();
        else
            arch::do_nothing();
    }
}
