// The self-check of preemption and sleep.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// A thread of the kernel that does not give way is made to at its preemption points, but not under
// a PreemptGuard; threads sleep for as long as they asked for, or until they are woken up. Needs a
// policy with turns (not fifo, not sjf). Runs when asked for by check=sched. Context: thread.
void check_sched();

}  // namespace selftest
