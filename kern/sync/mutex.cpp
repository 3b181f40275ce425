// Mutexes: locks that know who holds them.
//
// Layer: sync. No uCore counterpart.

#include "kern/sync/mutex.h"

#include "kern/sync/deadlock.h"
#include "libs/assert.h"

namespace sync {

using sched::Task;

void Mutex::give_to(Task& task) {
    note_holder(hold_, task);
    next_held_ = task.held;
    task.held = this;
}

void Mutex::take_from(Task& task) {
    Mutex** place = &task.held;
    while (*place != this)
        place = &(*place)->next_held_;
    *place = next_held_;
    next_held_ = nullptr;
    forget_holder(hold_);
}

// Its own priority, or that of the most important one that waits for something it holds.
u32 Mutex::priority_due(const Task& task) {
    u32 highest = task.own_priority != 0 ? task.own_priority : task.priority;
    for (const Mutex* mutex = task.held; mutex; mutex = mutex->next_held_)
        if (const Waiter* waiter = mutex->queue_.most_urgent())
            highest = max(highest, waiter->task.priority);
    return highest;
}

// What waits for what has changed at `task`, which may be nullptr: lends it the priority that it is
// due, and so on along the chain of those who wait for each other. There is no circle in it. It
// ends at a reader/writer lock, whose holders are due nothing for that.
void Mutex::update_priorities(Task* task) {
    while (task) {
        const u32 due = priority_due(*task);
        if (due == task->priority)
            return;
        const u32 own = task->own_priority != 0 ? task->own_priority : task->priority;
        sched::set_priority(*task, due);
        task->own_priority = due != own ? own : 0;
        const Hold* next = task->wanted ? task->wanted->holds().front() : nullptr;
        task = next ? next->task : nullptr;
    }
}

Result<void> Mutex::lock(Patience patience) {
    arch::IrqGuard irq;
    Task& self = sched::current();
    if (!holder()) {
        give_to(self);
        return {};
    }
    if (would_deadlock(self, *this)) {
        print_deadlock(self, *this);
        return Error::Busy;
    }
    self.wanted = this;
    Waiter waiter;
    queue_.join(waiter);
    update_priorities(holder());
    const Result<void> result = sleep(waiter, patience);
    if (result.has_value())
        return result;  // unlock() has done the rest
    queue_.leave(waiter);
    self.wanted = nullptr;
    update_priorities(holder());
    return result;
}

bool Mutex::try_lock() {
    arch::IrqGuard irq;
    if (holder())
        return false;
    give_to(sched::current());
    return true;
}

void Mutex::unlock() {
    arch::IrqGuard irq;
    Task& self = sched::current();
    if (holder() != &self)
        PANIC("thread %u unlocks mutex \"%s\", which it does not hold", self.pid, name());
    take_from(self);
    if (Waiter* next = queue_.most_urgent()) {
        next->task.wanted = nullptr;
        give_to(next->task);
        queue_.wake_this(*next);
        update_priorities(holder());
    }
    update_priorities(&self);
}

}  // namespace sync
