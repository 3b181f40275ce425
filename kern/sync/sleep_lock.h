// SleepLock: for what a thread keeps to itself while others may run.
//
// Layer: sync. uCore counterpart: lock_mm, unlock_mm in kern/mm/vmm.h (a semaphore).
// Between two preemption points nobody else runs, and most of the kernel needs no more than that.
// This is for work with such points in it.
#pragma once

#include "kern/sched/scheduler.h"
#include "libs/list.h"
#include "libs/scope.h"

namespace sync {

// Held by one thread at a time. Those who wait sleep, and get it in the order in which they came;
// being killed does not wake them up, for the holder gives it back in any case. Context: thread,
// not under a PreemptGuard; a thread must not ask for what it holds.
class SleepLock : NonCopyable {
  public:
    constexpr SleepLock() = default;

    void lock();
    void unlock();

    bool is_held() const { return holder_ != nullptr; }

  private:
    struct Waiter {
        sched::Task& task;
        ListNode link;
        using List = IntrusiveList<Waiter, &Waiter::link>;
    };

    // Never inlined: GCC would see that the list gets something that lives on the stack, and warn.
    [[gnu::noinline]] void stand_in_line(Waiter& waiter) { waiters_.push_back(waiter); }

    sched::Task* holder_ = nullptr;
    Waiter::List waiters_;
};

// Holds a lock while it lives.
class SleepLockGuard : NonCopyable {
  public:
    [[nodiscard]] explicit SleepLockGuard(SleepLock& lock) : lock_(lock) { lock_.lock(); }
    ~SleepLockGuard() { lock_.unlock(); }

  private:
    SleepLock& lock_;
};

}  // namespace sync
