// Shortest job first, by estimate.
//
// Layer: sched. No uCore counterpart.
// Reading: Silberschatz, Galvin, Gagne, Operating System Concepts, section 5.3.2.

#include "kern/sched/sjf.h"

namespace sched {

// Nobody takes the CPU away, so whoever comes here has ended a burst, or never had one.
void SjfScheduler::enqueue(SchedEntity& task) {
    if (task.burst_estimate == 0)
        task.burst_estimate = kFirstEstimate;
    else
        task.burst_estimate = (task.burst_estimate + min(task.burst, kLongest) * kUnit + 1) / 2;
    task.burst = 0;
    tree_.insert(task);
}

SchedEntity* SjfScheduler::pick_next() {
    SchedEntity* shortest = tree_.first();
    if (shortest != nullptr)
        tree_.remove(*shortest);
    return shortest;
}

}  // namespace sched
