// How a run of the kernel ends.
//
// Layer: debug. uCore counterpart: kern/debug/panic.c.
#pragma once

#include "libs/assert.h"
#include "libs/types.h"

namespace debug {

// What the kernel tells QEMU's isa-debug-exit device; QEMU's exit status is 2 * value + 1.
enum class ExitCode : u8 {
    Ok = 16,               // Orderly end: status 33.
    Panic = 17,            // The kernel found a bug in itself: status 35.
    ExerciseMissing = 18,  // A blank exercise was reached: status 37.
    CannotBoot = 19,       // Memory is not enough to start, which was told: status 39.
};

// Ends the machine with `code`, or enters the kernel monitor when nobody waits for a code (the
// machine has no isa-debug-exit device). Does not return. Context: any.
[[noreturn]] void power_off(ExitCode code);

// `action` runs once, as the last thing before the machine ends. Context of `action`: any, with
// interrupts off, perhaps after a panic.
void set_end_action(void (*action)());

// The run ends in order, as a grader asked for: says so and powers off. Context: any.
[[noreturn]] void end_of_test();

// True once the kernel has panicked. Code that runs after that must not take locks.
bool has_panicked();

}  // namespace debug
