// Stride scheduling: CPU time in proportion to priority.
//
// Layer: sched. uCore counterpart: kern/schedule/default_sched_stride.c.
// Reading: Waldspurger, Weihl, Stride scheduling: deterministic proportional-share resource
// management, MIT/LCS/TM-528 (1995).

#include "kern/sched/stride.h"

#include "libs/assert.h"

namespace sched {

bool stride_before(const SchedEntity& a, const SchedEntity& b) {
    // EXERCISE lab6.2a BEGIN Compare two passes that may have wrapped around
    // HINT Passes are 32-bit numbers that start again at 0. Two of them are never further apart
    // HINT than kBigStride. What does that mean for their difference, read as a signed number?
    return static_cast<i32>(a.pass - b.pass) < 0;
    // EXERCISE lab6.2a STUB
    //| static_cast<void>(a);
    //| static_cast<void>(b);
    //| NOT_IMPLEMENTED("lab6.2a");
    // EXERCISE lab6.2a END
}

u32 stride_of(u32 priority) {
    // EXERCISE lab6.2b BEGIN What a turn costs: the higher the priority, the less
    // HINT Twice the priority, half the cost. And there is somebody who divides by 0.
    return kBigStride / max(priority, u32{1});
    // EXERCISE lab6.2b STUB
    //| static_cast<void>(priority);
    //| NOT_IMPLEMENTED("lab6.2b");
    // EXERCISE lab6.2b END
}

// For who is new, or was away, or has another priority than when it came. Who comes from its turn
// has paid for it, and goes straight to line_up.
void StrideScheduler::enqueue(SchedEntity& task) {
    task.stride = stride_of(task.priority);
    come_back(task);
    line_up(task);
}

// Brings the pass of `task` within one stride of the others' when it is new, or has slept while
// they went on: it must neither make up for the time that it did not want to run, nor be left
// behind because the others have wrapped around meanwhile.
void StrideScheduler::come_back(SchedEntity& task) const {
    const u32 ahead = task.pass - pass_;
    if (static_cast<i32>(ahead) < 0)
        task.pass = pass_;
    else if (ahead > task.stride)
        task.pass = pass_ + task.stride;
}

void StrideScheduler::line_up(SchedEntity& task) {
    // EXERCISE lab6.2c BEGIN Put the task into the heap, with a time slice for its turn
    // HINT The time slice is as in round robin. heap_ is a SkewHeap (libs/skew_heap.h).
    if (task.time_slice == 0)
        task.time_slice = kTimeSlice;
    heap_.insert(task);
    // EXERCISE lab6.2c STUB
    //| static_cast<void>(task);
    //| NOT_IMPLEMENTED("lab6.2c");
    // EXERCISE lab6.2c END
}

SchedEntity* StrideScheduler::pick_next() {
    // EXERCISE lab6.2d BEGIN Take the first task out of the heap and let it pay for its turn
    // HINT Nobody may be there: nullptr then. A turn costs the task its stride. pass_ becomes the
    // HINT pass that it had before it paid.
    SchedEntity* first = heap_.pop();
    if (first == nullptr)
        return nullptr;
    pass_ = first->pass;
    first->pass += first->stride;
    return first;
    // EXERCISE lab6.2d STUB
    //| NOT_IMPLEMENTED("lab6.2d");
    // EXERCISE lab6.2d END
}

[[gnu::flatten]] SchedEntity& StrideScheduler::pick_after(SchedEntity& current) {
    line_up(current);
    return somebody(pick_next());
}

void StrideScheduler::proc_tick(SchedEntity& current) {
    // EXERCISE lab6.2e BEGIN As in round robin
    // HINT The strides do not matter here: they say who runs next, not for how long.
    if (current.time_slice != 0)
        --current.time_slice;
    if (current.time_slice == 0)
        current.needs_reschedule = true;
    // EXERCISE lab6.2e STUB
    //| static_cast<void>(current);
    //| NOT_IMPLEMENTED("lab6.2e");
    // EXERCISE lab6.2e END
}

// It has paid for this turn when that began, and pays, or gets back, the difference: a child that
// sets its priority in its first turn would have that turn at its parent's price otherwise.
void StrideScheduler::priority_changed(SchedEntity& current) {
    const u32 stride = stride_of(current.priority);
    current.pass += stride - current.stride;
    current.stride = stride;
}

}  // namespace sched
