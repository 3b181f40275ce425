// Deadlocks: finding them before they happen.
//
// Layer: sync. No uCore counterpart.
// Reading: Coffman, Elphick and Shoshani, System deadlocks, ACM Computing Surveys 3, 1971.
//
// Threads and mutexes make a graph: from a thread to the mutex that it waits for, from a mutex to
// the thread that holds it. A deadlock is a circle. A thread waits for one mutex at a time and a
// mutex has one holder, so every node has one way out, and looking for a circle is to follow it.
#pragma once

#include "kern/sched/task.h"

namespace sync {

class Mutex;

// Whether `task` would wait for itself if it waited for `wanted`: exercise lab7.4. Context:
// interrupts off; there is no circle so far.
bool would_deadlock(const sched::Task& task, const Mutex& wanted);

// Tells on the console the circle that there would be, by names. Context: as above.
void print_deadlock(const sched::Task& task, const Mutex& wanted);

// Who has an upper layer's name for a thread says so here. Context: boot.
void set_thread_names(const char* (*name_of)(const sched::Task& task));

}  // namespace sync
