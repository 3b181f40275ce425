// Wait queues: threads that sleep until somebody wakes them up.
//
// Layer: sync. uCore counterpart: kern/sync/wait.h.
// Reading: Arpaci-Dusseau, Three Easy Pieces, chapter 30; Linux, include/linux/wait.h.
//
// All that follows in this folder is built on these. A waiter is on the stack of the thread that
// waits, so that waiting needs no memory. Whoever wakes a thread up takes it out of the queue and
// tells it so: waking up for another reason (the time is over, the process is killed) can not be
// mistaken for it, and a thread that was woken up has what it waited for, even when its time was
// over at the same moment.
#pragma once

#include "arch/interrupts.h"
#include "kern/sched/scheduler.h"
#include "libs/list.h"
#include "libs/result.h"
#include "libs/scope.h"

namespace sync {

// How long a thread is ready to wait.
struct Patience {
    u32 ticks = 0;              // at most so many; 0: without end
    bool until_killed = false;  // not any more when its process is to end
};

// Until it is woken up, whatever happens. For threads of the kernel, and where whoever has the
// thing gives it back in any case.
inline constexpr Patience kPatient{};

// A thread that waits. `tag` is for the user of the queue.
struct Waiter : NonCopyable {
    explicit Waiter(u32 its_tag = 0) : tag(its_tag) {}

    sched::Task& task = sched::current();
    const u32 tag;
    bool woken = false;       // has what it waits for, or never will:
    Error refusal = Error{};  // why it never will
    ListNode link;
    using List = IntrusiveList<Waiter, &Waiter::link>;
};

// The running thread sleeps until `waiter`, its own, is woken up: then its refusal, or success.
// Timeout, Killed: its patience was over before that. Context: thread, interrupts off.
Result<void> sleep(Waiter& waiter, Patience patience) REQUIRES(arch::interrupts_off);

// Wakes `waiter` up, which is in no queue (any more). Context: interrupts off.
void wake(Waiter& waiter) REQUIRES(arch::interrupts_off);

// Threads in the order in which they came. Context of every function: interrupts off.
class WaitQueue : NonCopyable {
  public:
    constexpr WaitQueue() = default;

    bool empty() const { return waiters_.empty(); }

    // The running thread waits at the end of the queue. Results as sleep(); on an error it is no
    // longer in the queue. Context: thread.
    Result<void> wait(Patience patience, u32 tag = 0) REQUIRES(arch::interrupts_off);

    // Wakes up who has waited longest. False when nobody waits.
    bool wake_one() REQUIRES(arch::interrupts_off);

    // Wakes up all. With a `refusal`: they get that instead of what they waited for.
    void wake_all() REQUIRES(arch::interrupts_off);
    void refuse_all(Error refusal) REQUIRES(arch::interrupts_off);

    // Who has waited longest, and who has the highest priority (among equals, waited longest);
    // nullptr when nobody waits.
    Waiter* front() const { return waiters_.front(); }
    Waiter* most_urgent() const;

    // The parts of wait(), for who has to do something before it sleeps: `waiter` comes to the end
    // of the queue; it leaves it, if it is still in it.
    void join(Waiter& waiter);
    void leave(Waiter& waiter);

    // Takes `waiter` out of the queue and wakes it up.
    void wake_this(Waiter& waiter) REQUIRES(arch::interrupts_off);

  private:
    Waiter::List waiters_;
};

}  // namespace sync
