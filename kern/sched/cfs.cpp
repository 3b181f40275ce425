// Completely fair scheduling: whoever has run least is next.
//
// Layer: sched. uCore counterpart: an exercise of its lab 6's report; Linux: kernel/sched/fair.c.
// Reading: Molnar, Modular scheduler core and completely fair scheduler, linux-kernel, 13 April
// 2007; Arpaci-Dusseau, Three Easy Pieces, section 9.7.

#include "kern/sched/cfs.h"

#include "libs/assert.h"

namespace sched {

void CfsScheduler::enqueue(SchedEntity& task) {
    // EXERCISE lab6.3a BEGIN Bring the virtual run time of who is new or has slept near the others'
    // HINT minimum_ is what the others have run at least. Who is new (its run time is 0) starts
    // HINT there. Who has slept may have kSleeperCredit less, but no more than that. Nobody's run
    // HINT time falls.
    if (task.virtual_runtime == 0)
        task.virtual_runtime = minimum_;
    task.virtual_runtime = max(task.virtual_runtime, minimum_ - kSleeperCredit);
    // EXERCISE lab6.3a STUB
    //| NOT_DONE_YET("lab6.3a");
    //| static_cast<void>(minimum_);  // everybody comes with what it had
    // EXERCISE lab6.3a END
    tree_.insert(task);
}

SchedEntity* CfsScheduler::pick_next() {
    SchedEntity* first = tree_.first();
    if (first == nullptr)
        return nullptr;
    tree_.remove(*first);
    advance(first->virtual_runtime);
    first->virtual_runtime += virtual_time(kTurnCost, first->priority);
    return first;
}

void CfsScheduler::proc_tick(SchedEntity& current) {
    // EXERCISE lab6.3b BEGIN Charge the tick, and give way when somebody else has run less
    // HINT virtual_time(kUnit, priority) is what a tick adds. The next one in line is
    // HINT tree_.first(), if there is any; up to kGranularity more than that is no reason to
    // HINT switch. Then advance(): by now everybody, also the running task, has run at least the
    // HINT lesser of the two.
    current.virtual_runtime += virtual_time(kUnit, current.priority);
    u64 least = current.virtual_runtime;
    if (const SchedEntity* next = tree_.first()) {
        least = min(least, next->virtual_runtime);
        if (current.virtual_runtime > next->virtual_runtime + kGranularity)
            current.needs_reschedule = true;
    }
    advance(least);
    // EXERCISE lab6.3b STUB
    //| NOT_DONE_YET("lab6.3b");
    //| current.needs_reschedule = true;  // everybody in turn, a tick each
    // EXERCISE lab6.3b END
}

}  // namespace sched
