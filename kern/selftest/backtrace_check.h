// The self-check of the stack backtrace at boot.
//
// Layer: selftest. uCore counterpart: grade_backtrace in kern/init/init.c.
#pragma once

namespace selftest {

// Prints a backtrace from inside some nested calls, whose number and arguments depend on the boot
// option `seed`. A person or the grader compares: labs/lab1/checks.py knows the arguments.
void check_backtrace();

}  // namespace selftest
