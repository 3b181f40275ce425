// Semaphores.
//
// Layer: sync. uCore counterpart: kern/sync/sem.h.
// Reading: Dijkstra, Cooperating sequential processes, 1965 (down is his P, up his V); Downey, The
// Little Book of Semaphores.
#pragma once

#include "kern/sync/wait_queue.h"

namespace sync {

// A number that never goes below zero: who would take it there waits. `up` gives what it adds to
// the thread that has waited longest, so that nobody who comes later can snatch it away; the number
// is above zero only while nobody waits.
class Semaphore : NonCopyable {
  public:
    explicit constexpr Semaphore(u32 value = 0) : value_(value) {}

    // Adds one, or wakes up who has waited longest: exercise lab7.1a. Context: any.
    void up();

    // Takes one away, and waits until there is one: exercise lab7.1b. Timeout, Killed: `patience`
    // was over before that; nothing was taken. Context: thread.
    Result<void> down(Patience patience);
    void down() { must(down(kPatient), "patience has no end"); }

    // Takes one away if there is one: exercise lab7.1c. Says whether there was. Context: any.
    bool try_down();

    u32 value() const { return value_; }

    // Whoever waits gets `refusal` instead. Context: any.
    void refuse_waiters(Error refusal);

  private:
    u32 value_;
    WaitQueue queue_;
};

}  // namespace sync
