// Completely fair scheduling: whoever has run least is next.
//
// Layer: sched. uCore counterpart: an exercise of its lab 6's report; Linux: kernel/sched/fair.c.
#pragma once

#include "kern/sched/sched_class.h"

namespace sched {

// Every task has a virtual run time: the time it has run, divided by its priority. The one with the
// least runs until it is ahead of the next by more than kGranularity. No time slices: the more
// tasks, the shorter the turns, down to a tick. A task that slept comes back with at most
// kSleeperCredit less than those who stayed: enough to run at once, too little to shut them out.
// Virtual run times have 64 bits and do not wrap around.
class CfsScheduler final : public SchedClass {
  public:
    static constexpr u32 kUnit = 1 << 20;  // a tick of a task with priority 1
    static constexpr u32 kGranularity = kUnit;
    static constexpr u32 kSleeperCredit = 3 * kUnit;
    static constexpr u32 kTurnCost = kUnit / 64;  // for a turn however short, so that all advance

    // What running for `time` (kUnit a tick) adds to a virtual run time.
    static constexpr u32 virtual_time(u32 time, u32 priority) {
        return time / max(priority, u32{1});
    }

    // `start` is how far everybody has come at the beginning.
    explicit constexpr CfsScheduler(u64 start = kSleeperCredit) : minimum_(start) {}

    const char* name() const override { return "cfs_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override;
    void dequeue(SchedEntity& task) override { tree_.remove(task); }
    SchedEntity* pick_next() override;
    void proc_tick(SchedEntity& current) override;
    bool preempts(const SchedEntity& woken, const SchedEntity& current) const override {
        return woken.virtual_runtime + kGranularity < current.virtual_runtime;
    }

  private:
    void advance(u64 runtime) { minimum_ = max(minimum_, runtime); }

    IntrusiveTree<SchedEntity, &SchedEntity::tree_node, &SchedEntity::virtual_runtime> tree_;
    u64 minimum_;  // what everybody has run who never slept; never falls
};

}  // namespace sched
