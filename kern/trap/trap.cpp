// What happens on a trap: exceptions, interrupts, and `int` instructions.
//
// Layer: trap. uCore counterpart: kern/trap/trap.c.

#include "kern/trap/trap.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/debug/panic.h"
#include "kern/debug/trapframe.h"
#include "kern/driver/clock.h"
#include "kern/driver/console.h"
#include "kern/driver/irq_chip.h"

namespace trap {
namespace {

using arch::TrapFrame;

constinit Handler handlers[arch::kVectorCount] = {};
constinit UserTraps user_traps = {};

// Tells that another second has passed, as long as no program has anything to tell. Ends the run
// when the kernel was built with -DDEBUG_GRADE, unless it was built to run a program (-DTEST=NAME),
// which ends the run itself.
[[maybe_unused]] void print_ticks() {
#if LAB < 5
    cprintf("%u ticks\n", driver::kTicksPerSecond);
#endif
#if defined(DEBUG_GRADE) && !defined(TEST)
    cprintf("End of Test.\n");
    PANIC("EOT: kernel seems ok.");
#endif
}

// Ends the run after as many timer interrupts as the boot option `ticks` says. They are counted
// here: the end of a run does not depend on an exercise. With ticks=0 the checks that were asked
// for end it (selftest::run_if_wanted), or this if they do not come to an end.
void end_run_when_asked() {
    constexpr u32 kNever = ~0u;
    constexpr u32 kPatience = 10 * driver::kTicksPerSecond;
    static constinit u32 interrupts = 0;
    ++interrupts;
    u32 limit = debug::option_number("ticks", kNever);
    if (limit == 0 && !debug::option("check").empty())
        limit = kPatience;
    if (interrupts >= limit)
        debug::end_of_test();
}

// Every trap comes through here and goes to its handler.
TrapFrame* trap_dispatch(TrapFrame* frame) {
    if (Handler handler = handlers[frame->vector])
        return handler(frame);
    switch (frame->vector) {
    case arch::kVectorIrq + arch::kIrqTimer: clock_interrupt(); break;
    case arch::kVectorIrq + arch::kIrqKeyboard:
    case arch::kVectorIrq + arch::kIrqSerial:
        arch::assert_interrupts_off();  // they come through interrupt gates
        driver::console_interrupt();
        break;
    case arch::kVectorIrq + arch::kIrqDisk:
    case arch::kVectorIrq + arch::kIrqSecondDisk: break;  // nobody waits for it
    default:
        if (user_traps.exception && frame->from_user())
            return user_traps.exception(frame);
        debug::print_trapframe(*frame);
        PANIC("unexpected trap in %s: %s", frame->from_user() ? "user mode" : "the kernel",
              arch::trap_name(frame->vector));
    }
    return frame;
}

}  // namespace

void set_handler(u32 vector, Handler handler) {
    ASSERT(vector < arch::kVectorCount);
    handlers[vector] = handler;
}

void clock_interrupt() {
    timer_tick();
    end_run_when_asked();
}

void set_user_traps(const UserTraps& wanted) { user_traps = wanted; }

void timer_tick() {
    // EXERCISE lab1.3 BEGIN Count the tick; tell once a second that 100 ticks have passed
    // HINT driver::ticks counts; print_ticks() prints the line.
    driver::ticks = driver::ticks + 1;
    if (driver::ticks % driver::kTicksPerSecond == 0)
        print_ticks();
    // EXERCISE lab1.3 STUB
    //| NOT_DONE_YET("lab1.3");
    // EXERCISE lab1.3 END
}

}  // namespace trap

arch::TrapFrame* trap_entered(arch::TrapFrame* frame) {
    // The controller is told at once: a handler may switch to another thread and return much later.
    u32 irq = frame->vector - arch::kVectorIrq;
    if (irq < arch::kIrqCount && !driver::irq_acknowledge(irq))
        return frame;
    arch::TrapFrame* resumed = trap::trap_dispatch(frame);
    if (trap::user_traps.before_return && resumed->from_user())
        trap::user_traps.before_return();
    return resumed;
}
