// Condition variables for mutexes, as Mesa had them and POSIX has.
//
// Layer: sync. No uCore counterpart; Hoare's are in monitor.h.
// Reading: Lampson and Redell, Experience with processes and monitors in Mesa, CACM 23, 1980.
#pragma once

#include "kern/sync/mutex.h"

namespace sync {

// Something that may become true of what a mutex protects. Who is woken up has to look whether it
// still is: others may have come in between. Context of every function: thread that holds the
// mutex.
class ConditionVariable : NonCopyable {
  public:
    constexpr ConditionVariable() = default;

    // Unlocks `mutex` until somebody signals, then locks it again; nothing comes between unlocking
    // and waiting. Timeout, Killed: `patience` was over before that; `mutex` is locked again
    // nevertheless.
    Result<void> wait(Mutex& mutex, Patience patience) {
        arch::IrqGuard irq;
        mutex.unlock();
        const Result<void> result = queue_.wait(patience);
        mutex.lock();
        return result;
    }
    void wait(Mutex& mutex) { must(wait(mutex, kPatient), "patience has no end"); }

    // Wakes up who has waited longest; or all.
    void signal() {
        arch::IrqGuard irq;
        queue_.wake_one();
    }
    void broadcast() {
        arch::IrqGuard irq;
        queue_.wake_all();
    }

  private:
    WaitQueue queue_;
};

}  // namespace sync
