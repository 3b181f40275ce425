// The boot sequence: the course's table of contents.
//
// Layer: init. uCore counterpart: kern_init in kern/init/init.c.

#include "arch/interrupts.h"
#include "arch/segments.h"
#include "arch/trapframe.h"
#include "kern/debug/backtrace.h"
#include "kern/debug/log.h"
#include "kern/debug/panic.h"
#include "kern/driver/clock.h"
#include "kern/driver/console.h"
#include "kern/driver/irq_chip.h"
#include "kern/init/stages.h"
#include "kern/selftest/backtrace_check.h"
#include "kern/selftest/failure_check.h"
#include "kern/selftest/idt_check.h"
#include "kern/selftest/selection.h"
#include "kern/trap/double_fault.h"

// Entered from entry.S on the boot stack, interrupts off. Does not return.
extern "C" [[noreturn]] void kern_init();

void kern_init() {
    driver::console_init();
    cprintf("ucore-cc, %s\n\n", LAB_NAME);
    debug::print_kerninfo();
    selftest::run_if_wanted("backtrace", selftest::check_backtrace);

    arch::gdt_init();
    driver::pic_init();
    arch::idt_init();
    trap::double_fault_init();
    selftest::run_if_asked("idt", selftest::check_idt);
    selftest::run_if_asked("spurious", selftest::check_spurious_interrupts);
    driver::console_enable_interrupts();
#if LAB >= 2
    init::start_memory();
#endif
#if LAB >= 3
    init::start_virtual_memory();
#endif
    // The clock comes last: how long the disk took until here differs from run to run.
    driver::clock_init();
    arch::enable_interrupts();
    selftest::fail_when_asked();
    init::work();
}
