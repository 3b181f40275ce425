// Monitors with condition variables, as Hoare defined them.
//
// Layer: sync. uCore counterpart: kern/sync/monitor.h.
// Reading: Hoare, Monitors: an operating system structuring concept, CACM 17, 1974; he builds them
// from semaphores the same way.
//
// One thread at a time is inside the monitor. It may leave for a condition (cond_wait), and another
// one may announce that the condition holds (cond_signal). What is Hoare's: whoever is woken up is
// inside at once, before anything can change, so the condition still holds and need not be looked
// at again. Meanwhile the one that announced waits, ahead of all who want to enter. With the
// condition variables of condition_variable.h (Mesa's, POSIX's) it is the other way round.
#pragma once

#include "kern/sync/semaphore.h"

namespace sync {

// Context of every function: thread.
class Monitor : NonCopyable {
  public:
    constexpr Monitor() = default;

    void enter() { mutex_.down(); }

    // Lets in who has announced something and waits for that; else one of those who want to enter.
    void leave() {
        if (signallers_ > 0)
            next_.up();
        else
            mutex_.up();
    }

  private:
    friend class Condition;

    Semaphore mutex_{1};  // 1 while nobody is inside
    Semaphore next_{0};   // where those wait who have announced something
    u32 signallers_ = 0;  // how many they are (uCore's next_count)
};

// Something that may become true inside a monitor, and be waited for.
class Condition : NonCopyable {
  public:
    constexpr explicit Condition(Monitor& monitor) : monitor_(monitor) {}

    // Leaves the monitor until somebody announces the condition: exercise lab7.2a. Context: inside.
    void cond_wait();

    // Announces the condition: who has waited longest for it is inside at once, and this thread is
    // again when that one leaves, or waits again. Nothing happens when nobody waits: exercise
    // lab7.2b. Context: inside.
    void cond_signal();

    bool is_waited_for() const { return waiting_ > 0; }

  private:
    Monitor& monitor_;
    Semaphore semaphore_{0};  // where those wait who wait for it
    u32 waiting_ = 0;         // how many they are (uCore's count)
};

// Is inside a monitor while it lives.
class MonitorGuard : NonCopyable {
  public:
    [[nodiscard]] explicit MonitorGuard(Monitor& monitor) : monitor_(monitor) { monitor_.enter(); }
    ~MonitorGuard() { monitor_.leave(); }

  private:
    Monitor& monitor_;
};

}  // namespace sync
