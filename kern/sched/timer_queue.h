// TimerQueue: what is to happen at which tick.
//
// Layer: sched. uCore counterpart: timer_list in kern/schedule/sched.c: a sorted list, in which
// each timer says how long after the one before it is due, so that a tick touches only the first
// one. But setting a timer walks the list. Here the order is kept by a balanced tree: a tick still
// looks at one timer unless some are due, and setting or cancelling one of n timers takes log n
// steps.
#pragma once

#include "libs/tree.h"
#include "libs/types.h"

namespace sched {

// Something that is to happen later. Lives with its user (on the stack of a thread that sleeps, for
// example), who takes it out of the queue before it goes. All zero is a timer that is not set.
struct Timer : NonCopyable {
    bool is_set() const { return node.is_linked(); }

    u64 due = 0;  // at this tick
    void (*action)(Timer& timer) = nullptr;
    void* argument = nullptr;  // for the action
    TreeNode node;
};

// Timers by the tick at which they are due; those for the same tick in the order in which they were
// set. Ticks have 64 bits and do not wrap around. Context of every function: interrupts off.
class TimerQueue {
  public:
    constexpr TimerQueue() = default;

    // `timer`, which is not set, is due after `ticks` more ticks: 1 is the next one, and 0 counts
    // as 1.
    void set(Timer& timer, u32 ticks) {
        timer.due = now_ + max(ticks, u32{1});
        tree_.insert(timer);
        first_due_ = min(first_due_, timer.due);
    }

    // Nothing happens when `timer` is not set.
    void cancel(Timer& timer) {
        if (!timer.is_set())
            return;
        tree_.remove(timer);
        find_first();
    }

    // How many ticks are left until `timer`, which is set, is due.
    u32 ticks_left(const Timer& timer) const { return static_cast<u32>(timer.due - now_); }

    // The clock has ticked: runs the actions of all timers that are due, which are no longer set by
    // then. An action may set and cancel timers.
    void tick() {
        ++now_;
        while (first_due_ <= now_) {
            Timer& timer = *tree_.first();
            tree_.remove(timer);
            find_first();
            timer.action(timer);
        }
    }

    // Ticks since the queue was made, and how many timers are set.
    u64 now() const { return now_; }
    usize size() const { return tree_.size(); }

  private:
    static constexpr u64 kNever = ~u64{0};

    void find_first() {
        const Timer* first = tree_.first();
        first_due_ = first != nullptr ? first->due : kNever;
    }

    IntrusiveTree<Timer, &Timer::node, &Timer::due> tree_;
    u64 now_ = 0;
    u64 first_due_ = kNever;  // when the first timer in the tree is due
};

}  // namespace sched
