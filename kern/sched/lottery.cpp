// Lottery scheduling: CPU time in proportion to priority, by chance.
//
// Layer: sched. No uCore counterpart.
// Reading: Waldspurger, Weihl, Lottery scheduling: flexible proportional-share resource management,
// OSDI 1994; Arpaci-Dusseau, Three Easy Pieces, chapter 9.

#include "kern/sched/lottery.h"

#include "libs/assert.h"

namespace sched {

void LotteryScheduler::enqueue(SchedEntity& task) {
    task.time_slice = kTimeSlice;
    tickets_ += task.priority;
    queue_.push_back(task);
}

void LotteryScheduler::dequeue(SchedEntity& task) {
    tickets_ -= task.priority;
    queue_.remove(task);
}

SchedEntity* LotteryScheduler::pick_next() {
    if (queue_.empty())
        return nullptr;
    u32 drawn = random_.below(tickets_);
    for (SchedEntity& task : queue_) {
        if (drawn < task.priority) {
            dequeue(task);
            return &task;
        }
        drawn -= task.priority;
    }
    UNREACHABLE();
}

void LotteryScheduler::proc_tick(SchedEntity& current) {
    current.time_slice -= min(current.time_slice, 1u);
    current.needs_reschedule |= current.time_slice == 0;
}

}  // namespace sched
