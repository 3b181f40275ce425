// Stride scheduling: CPU time in proportion to priority.
//
// Layer: sched. uCore counterpart: kern/schedule/default_sched_stride.c.
#pragma once

#include "kern/sched/sched_class.h"

namespace sched {

// Every task has a pass: its place in line. The one with the lowest runs for a time slice, and its
// pass grows by its stride, kBigStride / priority. So after a while all have come equally far, with
// numbers of turns in proportion to their priorities.
//
// Passes wrap around. They can still be compared, since all those in the queue lie within
// kBigStride of each other: see stride_before.
inline constexpr u32 kBigStride = 0x7fffffff;

// What a turn costs a task of that priority; 0 counts as 1.
u32 stride_of(u32 priority);

// Whether `a` comes before `b`: has the lower pass, wrapped around or not.
bool stride_before(const SchedEntity& a, const SchedEntity& b);

class StrideScheduler final : public SchedClass {
  public:
    const char* name() const override { return "stride_scheduler"; }
    void init() override {}
    void enqueue(SchedEntity& task) override;
    void dequeue(SchedEntity& task) override { heap_.remove(task); }
    SchedEntity* pick_next() override;
    SchedEntity& pick_after(SchedEntity& current) override;
    void proc_tick(SchedEntity& current) override;
    void priority_changed(SchedEntity& current) override;
    bool preempts(const SchedEntity&, const SchedEntity&) const override { return false; }

  private:
    void come_back(SchedEntity& task) const;
    // `task` waits for its turn from now on, where its pass says.
    void line_up(SchedEntity& task);

    SkewHeap<SchedEntity, &SchedEntity::heap_node, stride_before> heap_;
    u32 pass_ = 0;  // of the task that was picked last: how far the line has come
};

}  // namespace sched
