// Lottery scheduling: CPU time in proportion to priority, by chance.
//
// Layer: sched. No uCore counterpart.
#pragma once

#include "kern/sched/sched_class.h"
#include "libs/prng.h"

namespace sched {

// A task has as many tickets as its priority says. A ticket is drawn, and its owner has a turn of
// kTimeSlice ticks. Over n turns a task with the share p of all tickets has n * p turns, give or
// take sqrt(n * p * (1 - p)). Nobody waits for ever, but there is no limit either. A draw takes
// time proportional to the number of tasks.
class LotteryScheduler final : public SchedClass {
  public:
    // The same seed draws the same tickets.
    void set_seed(u32 seed) { random_ = Prng(seed); }

    const char* name() const override { return "lottery_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override;
    void dequeue(SchedEntity& task) override;
    SchedEntity* pick_next() override;
    void proc_tick(SchedEntity& current) override;
    bool preempts(const SchedEntity&, const SchedEntity&) const override { return false; }

  private:
    IntrusiveList<SchedEntity, &SchedEntity::queue_link> queue_;
    u32 tickets_ = 0;  // of all in the queue
    Prng random_{1};
};

}  // namespace sched
