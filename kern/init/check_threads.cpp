// Boot stage: the self-checks of what threads do to each other.
//
// Layer: init. No uCore counterpart.

#include "kern/init/stages.h"
#include "kern/selftest/sched_check.h"
#include "kern/selftest/selection.h"
#if LAB >= 7
#include "kern/process/process.h"
#include "kern/selftest/sync_check.h"
#include "kern/sync/deadlock.h"
#endif

void init::check_threads() {
    selftest::run_if_asked("sched", selftest::check_sched);
#if LAB >= 7
    sync::set_thread_names([](const sched::Task& task) -> const char* {
        return static_cast<const process::Process&>(task).name;
    });
    selftest::run_if_asked("semaphore", selftest::check_semaphore);
    selftest::run_if_asked("monitor", selftest::check_monitor);
    selftest::run_if_asked("locks", selftest::check_locks);
    selftest::run_if_asked("mutex_holder", selftest::check_mutex_holder);
    selftest::run_if_asked("deadlock", selftest::check_deadlock);
    selftest::run_if_asked("rw_deadlock", selftest::check_rw_deadlock);
    selftest::run_if_asked("rcu", selftest::check_rcu);
#endif
}
