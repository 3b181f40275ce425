// Wait queues: threads that sleep until somebody wakes them up.
//
// Layer: sync. uCore counterpart: kern/sync/wait.c.

#include "kern/sync/wait_queue.h"

#include "kern/sched/timer.h"

namespace sync {

Result<void> sleep(Waiter& waiter, Patience patience) {
    arch::assert_interrupts_off();
    sched::Task& self = waiter.task;
    sched::Timer alarm;
    alarm.argument = &self;
    alarm.action = [](sched::Timer& timer) {
        sched::wakeup_proc(*static_cast<sched::Task*>(timer.argument));
    };
    if (patience.ticks != 0)
        sched::set_timer(alarm, patience.ticks);
    ScopeExit undo{[&] { sched::cancel_timer(alarm); }};
    // Any reason may wake a thread up, and several at once; being given the thing counts most.
    while (!waiter.woken) {
        if (patience.until_killed && self.killed)
            return Error::Killed;
        if (patience.ticks != 0 && !alarm.is_set())
            return Error::Timeout;
        self.wait_reason =
            patience.until_killed ? sched::WaitReason::Event : sched::WaitReason::None;
        self.state = sched::TaskState::Sleeping;
        sched::schedule();
        self.wait_reason = sched::WaitReason::None;
    }
    if (waiter.refusal != Error{})
        return waiter.refusal;
    return {};
}

void wake(Waiter& waiter) {
    arch::assert_interrupts_off();
    waiter.woken = true;
    sched::wakeup_proc(waiter.task);
}

Result<void> WaitQueue::wait(Patience patience, u32 tag) {
    arch::assert_interrupts_off();
    Waiter waiter(tag);
    join(waiter);
    const Result<void> result = sleep(waiter, patience);
    leave(waiter);
    return result;
}

// Never inlined: GCC would see that the list gets something that lives on the stack, and warn.
[[gnu::noinline]] void WaitQueue::join(Waiter& waiter) { waiters_.push_back(waiter); }

void WaitQueue::leave(Waiter& waiter) {
    if (waiter.link.is_linked())
        waiters_.remove(waiter);
}

bool WaitQueue::wake_one() {
    Waiter* first = waiters_.pop_front();
    if (first)
        wake(*first);
    return first != nullptr;
}

void WaitQueue::wake_all() {
    while (wake_one()) {}
}

void WaitQueue::refuse_all(Error refusal) {
    while (Waiter* first = waiters_.front()) {
        first->refusal = refusal;
        wake_this(*first);
    }
}

Waiter* WaitQueue::most_urgent() const {
    Waiter* best = nullptr;
    for (Waiter& waiter : waiters_)
        if (!best || waiter.task.priority > best->task.priority)
            best = &waiter;
    return best;
}

void WaitQueue::wake_this(Waiter& waiter) {
    waiters_.remove(waiter);
    wake(waiter);
}

}  // namespace sync
