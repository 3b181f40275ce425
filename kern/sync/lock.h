// What locks have in common that know who holds them.
//
// Layer: sync. No uCore counterpart.
#pragma once

#include "kern/sync/wait_queue.h"

namespace sync {

// That a thread holds a lock. A part of the lock if only one thread can hold it; else on that
// thread's stack, so that holding needs no memory.
struct Hold : NonCopyable {
    constexpr Hold() = default;

    sched::Task* task = nullptr;  // nullptr: it stands for nothing now
    ListNode link;
    using List = IntrusiveList<Hold, &Hold::link>;
};

// A mutex or a reader/writer lock, as the search for deadlocks sees it (deadlock.h). Context of
// every function: interrupts off.
class Lock : NonCopyable {
  public:
    // Appears in reports.
    const char* name() const { return name_; }

    // Who holds it, in the order in which they got it.
    const Hold::List& holds() const { return holds_; }
    bool is_held_by(const sched::Task& task) const {
        for (const Hold& hold : holds_)
            if (hold.task == &task)
                return true;
        return false;
    }

  protected:
    // `name` lives as long as the lock.
    explicit constexpr Lock(const char* name) : name_(name) {}

    // `hold`, which stands for nothing, is `task`'s from now on; nobody's from now on. Never
    // inlined: GCC would see that the list gets something that lives on the stack, and warn.
    [[gnu::noinline]] void note_holder(Hold& hold, sched::Task& task) {
        hold.task = &task;
        holds_.push_back(hold);
    }
    void forget_holder(Hold& hold) {
        holds_.remove(hold);
        hold.task = nullptr;
    }

  private:
    const char* name_;
    Hold::List holds_;
};

}  // namespace sync
