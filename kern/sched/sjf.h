// Shortest job first, by estimate.
//
// Layer: sched. No uCore counterpart.
#pragma once

#include "kern/sched/sched_class.h"

namespace sched {

// Nobody knows how long a task will run before it gives up the CPU, but it will probably be as long
// as in the recent past: the estimate is an average in which each burst counts half as much as the
// one after it. The task with the lowest estimate runs, until it gives way by itself. The shortest
// waiting times on average, and no promise at all to who computes for long.
class SjfScheduler final : public SchedClass {
  public:
    static constexpr u32 kUnit = 16;              // of an estimate: a tick
    static constexpr u32 kFirstEstimate = kUnit;  // for who has never run: it is soon found out
    static constexpr u32 kLongest = 1 << 20;      // ticks; more than that counts as that

    const char* name() const override { return "sjf_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override;
    void dequeue(SchedEntity& task) override { tree_.remove(task); }
    SchedEntity* pick_next() override;
    void proc_tick(SchedEntity& current) override { ++current.burst; }
    bool preempts(const SchedEntity&, const SchedEntity&) const override { return false; }

  private:
    IntrusiveTree<SchedEntity, &SchedEntity::tree_node, &SchedEntity::burst_estimate> tree_;
};

}  // namespace sched
