// How a run of the kernel ends: panic, blank exercise, power off.
//
// Layer: debug. uCore counterpart: kern/debug/panic.c.

#include "kern/debug/panic.h"

#include <stdarg.h>

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "kern/debug/backtrace.h"
#include "kern/debug/log.h"
#include "kern/debug/monitor.h"
#include "kern/debug/options.h"

namespace debug {
namespace {

using EndAction = void (*)();

constinit bool panicked = false;
constinit EndAction end_action = nullptr;

}  // namespace

bool has_panicked() { return panicked; }

void power_off(ExitCode code) {
    arch::disable_interrupts();
    if (EndAction action = end_action) {
        end_action = nullptr;  // it may panic
        action();
    }
    if (code == ExitCode::Ok)
        tell_unknown_checks();
    arch::exit_emulator(static_cast<u8>(code));
    for (;;)
        kernel_monitor(nullptr);
}

void set_end_action(void (*action)()) { end_action = action; }

void end_of_test() {
    cprintf("End of Test.\n");
    power_off(ExitCode::Ok);
}

}  // namespace debug

void panic_at(const char* file, int line, const char* function, const char* format, ...) {
    arch::disable_interrupts();
    // A panic while panicking (a broken backtrace, say) must still end the machine.
    if (debug::panicked) {
        cprintf("panic within a panic, at %s:%d\n", file, line);
        debug::power_off(debug::ExitCode::Panic);
    }
    debug::panicked = true;
    cprintf("kernel panic at %s:%d, in %s:\n    ", file, line, function);
    va_list arguments;
    va_start(arguments, format);
    vcprintf(format, arguments);
    va_end(arguments);
    cprintf("\nstack backtrace:\n");
    debug::print_backtrace(arch::frame_pointer());
    debug::power_off(debug::ExitCode::Panic);
}

void exercise_left_out(BlankExercise exercise, const char* file, int line, const char* function) {
    cprintf("exercise %s is not done yet: %s:%d, in %s\n", exercise.id, file, line, function);
    if (exercise.task[0] != '\0')
        cprintf("    %s\n", exercise.task);
}

void exercise_missing(BlankExercise exercise, const char* file, int line, const char* function) {
    arch::disable_interrupts();
    exercise_left_out(exercise, file, line, function);
    debug::power_off(debug::ExitCode::ExerciseMissing);
}
