// The dining philosophers, twice.
//
// Layer: selftest. uCore counterpart: kern/sync/check_sync.c.
#pragma once

namespace selftest {

// Starts ten threads, children of the caller: five philosophers who take their forks by semaphores,
// five who do it by a monitor. Each thinks and eats four times and ends. They run beside whatever
// comes next; that no two neighbours eat at once is checked at each meal. Context: thread.
void start_philosophers();

}  // namespace selftest
