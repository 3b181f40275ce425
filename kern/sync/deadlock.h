// Deadlocks: finding them before they happen.
//
// Layer: sync. No uCore counterpart.
// Reading: Coffman, Elphick and Shoshani, System deadlocks, ACM Computing Surveys 3, 1971.
//
// Threads and locks make a graph: from a thread to the lock that it waits for, from a lock to those
// who hold it. A deadlock is a circle. A thread waits for one lock at a time, and a mutex has one
// holder, but a lock for readers has many, so there may be many ways from one node. Those who stand
// in the line before a thread are no further ways: they wait for nobody for whom it does not wait,
// too.
#pragma once

#include "kern/sync/lock.h"

namespace sync {

// Those who are in the way of a thread that waits, each of them once, the nearest first. One search
// at a time. Context of every function: interrupts off.
class Search : NonCopyable {
  public:
    [[nodiscard]] Search();

    // Those who hold `lock` are in the way: next() will give them, if it has not yet.
    void add_holders_of(const Lock& lock);

    // One that was added and not given yet; nullptr when there is none.
    sched::Task* next();

    // The way to `found`, which next() has given: its first thread, the others follow by
    // search_next. Ends the search.
    static sched::Task* way_to(sched::Task& found);

  private:
    sched::Task* first_ = nullptr;  // of those that next() has not given yet
    sched::Task* last_ = nullptr;
    sched::Task* at_ = nullptr;  // the one that it has given last
};

// Whether `task` would wait for itself if it waited for `wanted`: exercise lab7.4. Context:
// interrupts off; there is no circle so far.
bool would_deadlock(const sched::Task& task, const Lock& wanted);

// Tells on the console the circle that there would be, by names. Context: as above.
void print_deadlock(const sched::Task& task, const Lock& wanted);

// Who has an upper layer's name for a thread says so here. Context: boot.
void set_thread_names(const char* (*name_of)(const sched::Task& task));

}  // namespace sync
