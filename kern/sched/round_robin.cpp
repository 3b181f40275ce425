// Round robin scheduling: everybody in turn, for the same time.
//
// Layer: sched. uCore counterpart: kern/schedule/default_sched.c of its lab 6.
// Reading: Arpaci-Dusseau, Three Easy Pieces, section 7.7.

#include "kern/sched/round_robin.h"

#include "libs/assert.h"

namespace sched {

void RoundRobinScheduler::enqueue(SchedEntity& task) {
    // EXERCISE lab6.1a BEGIN Put the task at the end of the queue, with a time slice for its turn
    // HINT Its time slice may have something left, from a turn that it did not use up. Only when
    // HINT there is nothing left does it get a new one of kTimeSlice ticks.
    if (task.time_slice == 0)
        task.time_slice = kTimeSlice;
    queue_.push_back(task);
    // EXERCISE lab6.1a STUB
    //| static_cast<void>(task);
    //| NOT_IMPLEMENTED("lab6.1a");
    // EXERCISE lab6.1a END
}

SchedEntity* RoundRobinScheduler::pick_next() {
    // EXERCISE lab6.1b BEGIN Take the task whose turn it is off the queue and return it
    // HINT An empty queue is no error here: the answer is nullptr then.
    return queue_.pop_front();
    // EXERCISE lab6.1b STUB
    //| NOT_IMPLEMENTED("lab6.1b");
    // EXERCISE lab6.1b END
}

[[gnu::flatten]] SchedEntity& RoundRobinScheduler::pick_after(SchedEntity& current) {
    enqueue(current);
    return somebody(pick_next());
}

void RoundRobinScheduler::proc_tick(SchedEntity& current) {
    // EXERCISE lab6.1c BEGIN Count the tick; ask for another task when the time slice is used up
    // HINT current.needs_reschedule = true asks. Mind the time slice that is 0 already: the task
    // HINT may not have given way yet since the last tick.
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0)
        current.needs_reschedule = true;
    // EXERCISE lab6.1c STUB
    //| static_cast<void>(current);
    //| NOT_IMPLEMENTED("lab6.1c");
    // EXERCISE lab6.1c END
}

}  // namespace sched
