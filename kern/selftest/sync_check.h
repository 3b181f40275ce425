// The self-checks of synchronisation, each when asked for by check=NAME.
//
// Layer: selftest. uCore counterpart: kern/sync/check_sync.c.
#pragma once

namespace selftest {

// Context of every function: thread, at boot.

// check=semaphore, check=monitor: threads do what a seed says; what came of it is printed.
void check_semaphore();
void check_monitor();

// check=locks: mutexes, condition variables, reader/writer locks, priority inheritance.
void check_locks();

// check=mutex_holder: a thread unlocks what another one holds, which stops the kernel.
void check_mutex_holder();

// check=deadlock: threads lock what a seed says. check=rw_deadlock: the same with reader/writer
// locks. check=rcu: readers come and go, writers wait for them, as a seed says. What came of it is
// printed.
void check_deadlock();
void check_rw_deadlock();
void check_rcu();

}  // namespace selftest
