// Deliberate failures, by which the tests see how the kernel reports its own bugs.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Fails in the way that the boot option `check` names: panic, divide_error, and from lab 2 on
// wild_access, null_call and from lab 4 on stack_overflow. Returns when none of them was asked for;
// unlike the other self-checks they run only on request. Context: any thread.
void fail_when_asked();

}  // namespace selftest
