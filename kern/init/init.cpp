// The boot sequence: the course's table of contents.
//
// Layer: init. uCore counterpart: kern/init/init.c.

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/segments.h"
#include "arch/trapframe.h"
#include "kern/debug/backtrace.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/clock.h"
#include "kern/driver/console.h"
#include "kern/driver/irq_chip.h"
#if LAB < 2
#include "kern/trap/ring_switch.h"
#else
#include "kern/mm/frame.h"
#include "kern/mm/page_table.h"
#include "kern/selftest/page_table_check.h"
#include "kern/selftest/pmm_check.h"
#include "kern/trap/page_fault.h"
#endif

// Entered from entry.S on the boot stack, interrupts off. Does not return.
extern "C" [[noreturn]] void kern_init();

namespace init {
namespace {

// Waits for interrupts for ever. User mode must not halt the CPU, so there it only waits.
[[noreturn]] void idle() {
    for (;;) {
        if (arch::privilege_level() == 0)
            arch::wait_for_interrupt();
        else
            arch::relax();
    }
}

#if LAB < 2
// What comes after the drivers: lab 1's play with privilege levels.
void start() {
    driver::clock_init();
    arch::enable_interrupts();
    trap::ring_switch_init();
    if (debug::check_wanted("ring_switch"))
        trap::ring_switch_test();
}
#else
// What comes after the drivers: memory, with checks of each step.
void start() {
    mm::pmm_init();
    if (debug::check_wanted("pmm"))
        selftest::check_alloc_page();
    trap::page_fault_init(nullptr);
    mm::paging_init();
    if (debug::check_wanted("pgdir")) {
        selftest::check_pgdir();
        selftest::check_boot_pgdir();
        mm::print_pgdir();
    }
    driver::clock_init();
    arch::enable_interrupts();
}
#endif

}  // namespace
}  // namespace init

void kern_init() {
    driver::console_init();
    cprintf("ucore-cc, lab %d\n\n", LAB);
    debug::print_kerninfo();
    if (debug::check_wanted("backtrace"))
        debug::print_stackframe();

    arch::gdt_init();
    driver::pic_init();
    arch::idt_init();
    driver::console_enable_interrupts();
    init::start();
    init::idle();
}
