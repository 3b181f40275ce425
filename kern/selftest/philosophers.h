// The dining philosophers, twice.
//
// Layer: selftest. uCore counterpart: kern/sync/check_sync.c.
#pragma once

namespace selftest {

// Starts ten threads, children of the caller: five philosophers who take their forks by semaphores,
// five who do it by a monitor. Each thinks and eats four times and ends. They run beside whatever
// comes next; that no two neighbours eat at once is checked at each meal. For whom there is no
// memory stays away, which is told on the console, and does not keep the others from eating.
// Context: thread.
void start_philosophers();

}  // namespace selftest
