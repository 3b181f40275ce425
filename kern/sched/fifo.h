// FIFO scheduling: first come, first served.
//
// Layer: sched. uCore counterpart: the scheduler of its labs 4 and 5.
#pragma once

#include "kern/sched/sched_class.h"

namespace sched {

// Tasks run in the order in which they came, each until it gives way by itself. Where a turn ends
// by the clock, whoever runs then gives way: on every `period`th tick, however long it has run;
// never when that is 0.
class FifoScheduler final : public SchedClass {
  public:
    explicit constexpr FifoScheduler(u32 period) : period_(period) {}

    const char* name() const override { return "fifo_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override { queue_.push_back(task); }
    void dequeue(SchedEntity& task) override { queue_.remove(task); }
    SchedEntity* pick_next() override { return queue_.pop_front(); }
    SchedEntity& pick_after(SchedEntity& current) override {
        queue_.push_back(current);
        return somebody(queue_.pop_front());
    }
    void proc_tick(SchedEntity& current) override;
    bool preempts(const SchedEntity&, const SchedEntity&) const override { return false; }

  private:
    u32 period_;
    u32 ticks_ = 0;
    IntrusiveList<SchedEntity, &SchedEntity::queue_link> queue_;
};

}  // namespace sched
