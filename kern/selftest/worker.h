// A thread that does what a self-check tells it, so that the check decides what happens in which
// order.
//
// Layer: selftest. No uCore counterpart.
#pragma once

#include "kern/sync/wait_queue.h"

namespace selftest {

// Time goes in steps of so many ticks. The check gives its orders where a step begins; what takes
// time in a worker ends in the middle of one. So it is always clear what comes first.
inline constexpr u32 kStep = 4;

// Sleeps until the next step begins; until the middle of one.
void wait_for_step();
void wait_for_middle();

// Context of every function: thread.
class Worker : NonCopyable {
  public:
    constexpr Worker() = default;

    // Starts the thread, which has nothing to do yet.
    void start(u32 number);

    // Has it do `order`, which gets the worker's number. It is idle.
    void tell(void (*order)(u32 number));

    bool is_idle() const { return !order_; }

    // Ends the thread, which is idle.
    void dismiss();

    const sched::Task& task() const { return *task_; }

  private:
    static int run(void* self);

    u32 number_ = 0, pid_ = 0;
    const sched::Task* task_ = nullptr;
    void (*order_)(u32 number) = nullptr;
    bool dismissed_ = false;
    sync::WaitQueue bell_;
};

}  // namespace selftest
