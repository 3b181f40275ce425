// Deliberate failures, by which the tests see how the kernel reports its own bugs.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Fails in the way that the boot option `check` names: panic, divide_error and, where
// there is paging, wild_access or null_call. Returns when none of them was asked for; unlike the
// other self-checks they run only on request. Context: any.
void fail_when_asked();

// Runs over the stack when `check` names stack_overflow. Context: a thread whose stack has a guard
// page.
void overflow_stack_when_asked();

}  // namespace selftest
