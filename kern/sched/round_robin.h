// Round robin scheduling: everybody in turn, for the same time.
//
// Layer: sched. uCore counterpart: kern/schedule/default_sched.c of its lab 6.
#pragma once

#include "kern/sched/sched_class.h"

namespace sched {

// Tasks run in the order in which they came, kTimeSlice ticks at most. Who gives way before that
// keeps the rest for the next turn. n tasks that want to run have to wait (n - 1) * kTimeSlice
// ticks at most.
class RoundRobinScheduler final : public SchedClass {
  public:
    const char* name() const override { return "RR_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override;
    void dequeue(SchedEntity& task) override { queue_.remove(task); }
    SchedEntity* pick_next() override;
    SchedEntity& pick_after(SchedEntity& current) override;
    void proc_tick(SchedEntity& current) override;
    bool preempts(const SchedEntity&, const SchedEntity&) const override { return false; }

  private:
    IntrusiveList<SchedEntity, &SchedEntity::queue_link> queue_;
};

}  // namespace sched
