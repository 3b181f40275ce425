// Multi-level feedback queue: short turns first for who asks for short ones.
//
// Layer: sched. uCore counterpart: an exercise of its lab 6's report.
#pragma once

#include "kern/sched/sched_class.h"

namespace sched {

// Several round robin queues, the best first: a task of a lower one runs only when all better ones
// are empty. Everybody starts in the best one. Who has used up the time that its level allots, in
// one turn or in many short ones, goes down one level, where turns are twice as long. So a task
// that mostly waits (for a key, a disk) stays up and gets the CPU at once when it wants it, and one
// that computes sinks. Every kBoostPeriod ticks all start anew: nobody starves, and who changes its
// ways is seen to have changed. Priorities mean nothing.
class MlfqScheduler final : public SchedClass {
  public:
    static constexpr u32 kLevels = 4;
    static constexpr u32 kBoostPeriod = 200;
    // The time that level `level` allots, in ticks.
    static constexpr u32 allotment(u32 level) { return 2u << level; }

    const char* name() const override { return "mlfq_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override;
    void dequeue(SchedEntity& task) override { queues_[task.level].remove(task); }
    SchedEntity* pick_next() override;
    void proc_tick(SchedEntity& current) override;
    bool preempts(const SchedEntity& woken, const SchedEntity& current) const override {
        return woken.level < current.level;
    }

  private:
    void catch_up(SchedEntity& task) const;
    void boost();

    IntrusiveList<SchedEntity, &SchedEntity::queue_link> queues_[kLevels];
    u32 ticks_ = 0;
    u32 boosts_ = 1;  // so that a new task has missed one
};

}  // namespace sched
