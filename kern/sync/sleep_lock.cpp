// SleepLock: for what a thread keeps to itself while others may run.
//
// Layer: sync. uCore counterpart: lock_mm, unlock_mm in kern/mm/vmm.h.

#include "kern/sync/sleep_lock.h"

#include "arch/interrupts.h"
#include "libs/assert.h"

namespace sync {

void SleepLock::lock() {
    arch::IrqGuard irq;
    sched::Task& self = sched::current();
    ASSERT(holder_ != &self);
    if (!holder_) {
        holder_ = &self;
        return;
    }
    Waiter waiter{self, {}};
    stand_in_line(waiter);
    // Whoever unlocks hands it over. Somebody else may have woken us up for another reason.
    while (holder_ != &self) {
        self.state = sched::TaskState::Sleeping;
        sched::schedule();
    }
}

void SleepLock::unlock() {
    arch::IrqGuard irq;
    ASSERT(holder_ == &sched::current());
    Waiter* next = waiters_.pop_front();
    holder_ = next ? &next->task : nullptr;
    if (next)
        sched::wakeup_proc(next->task);
}

}  // namespace sync
