// Multi-level feedback queue: short turns first for who asks for short ones.
//
// Layer: sched. uCore counterpart: an exercise of its lab 6's report.
// Reading: Corbato, Merwin-Daggett, Daley, An experimental time-sharing system, AFIPS 1962;
// Arpaci-Dusseau, Three Easy Pieces, chapter 8, whose rules these are.

#include "kern/sched/mlfq.h"

#include "libs/assert.h"

namespace sched {

// A task that has missed a boost (it slept, or ran, or is new) has it now.
void MlfqScheduler::catch_up(SchedEntity& task) const {
    if (task.boost == boosts_)
        return;
    task.boost = boosts_;
    task.level = 0;
    task.time_slice = allotment(0);
}

// Everybody goes to the best queue, in order.
void MlfqScheduler::boost() {
    ++boosts_;
    for (auto& queue : queues_) {
        // Those of the best queue are its first ones and stay; each of them has its turn to move.
        SchedEntity* const last = queue.back();
        for (SchedEntity* moved = nullptr; moved != last;) {
            moved = queue.pop_front();
            catch_up(*moved);
            queues_[0].push_back(*moved);
        }
    }
}

void MlfqScheduler::enqueue(SchedEntity& task) {
    catch_up(task);
    queues_[task.level].push_back(task);
}

SchedEntity* MlfqScheduler::pick_next() {
    for (auto& queue : queues_) {
        if (SchedEntity* first = queue.pop_front())
            return first;
    }
    return nullptr;
}

void MlfqScheduler::proc_tick(SchedEntity& current) {
    if (++ticks_ % kBoostPeriod == 0)
        boost();
    catch_up(current);
    // EXERCISE lab6.4 BEGIN Charge the tick; who has used up its allotment goes down a level
    // HINT The lowest level is kLevels - 1: who is there stays there. Either way the next turn
    // HINT comes with the full allotment of its level. Who has something left goes on, unless
    // HINT somebody waits in a better queue than its own.
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0) {
        current.level = min(current.level + 1, kLevels - 1);
        current.time_slice = allotment(current.level);
        current.needs_reschedule = true;
    }
    for (u32 better = 0; better < current.level; ++better) {
        if (!queues_[better].empty())
            current.needs_reschedule = true;
    }
    // EXERCISE lab6.4 STUB
    //| NOT_DONE_YET("lab6.4");
    //| current.needs_reschedule = true;  // everybody stays in the best queue, a tick each
    // EXERCISE lab6.4 END
}

}  // namespace sched
