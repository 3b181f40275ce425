// Deadlocks: finding them before they happen.
//
// Layer: sync. No uCore counterpart.

#include "kern/sync/deadlock.h"

#include "kern/debug/log.h"
#include "kern/sync/mutex.h"
#include "libs/assert.h"

namespace sync {
namespace {

using sched::Task;

using NameOf = const char* (*)(const Task&);

constinit NameOf thread_name = [](const Task&) { return "?"; };

}  // namespace

bool would_deadlock([[maybe_unused]] const Task& task, [[maybe_unused]] const Mutex& wanted) {
    // EXERCISE lab7.4 BEGIN Follow the way from `wanted` until it ends, or arrives at `task`
    // HINT mutex.holder() is who holds it, or nullptr; holder->wanted is what that one waits for,
    // HINT or nullptr.
    for (const Mutex* mutex = &wanted; mutex && mutex->holder(); mutex = mutex->holder()->wanted)
        if (mutex->holder() == &task)
            return true;
    return false;
    // EXERCISE lab7.4 STUB
    //| return false;
    // EXERCISE lab7.4 END
}

void print_deadlock(const Task& task, const Mutex& wanted) {
    const Task* waiting = &task;
    const Mutex* mutex = &wanted;
    cprintf("deadlock:\n");
    do {
        const Task* holder = mutex->holder();
        cprintf("  thread %u \"%s\" waits for \"%s\", which thread %u \"%s\" holds\n", waiting->pid,
                thread_name(*waiting), mutex->name(), holder->pid, thread_name(*holder));
        waiting = holder;
        mutex = holder->wanted;
    } while (waiting != &task);
}

void set_thread_names(const char* (*name_of)(const Task& task)) { thread_name = name_of; }

}  // namespace sync
