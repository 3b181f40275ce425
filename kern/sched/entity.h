// SchedEntity: what a scheduling policy needs to know of a task.
//
// Layer: sched. uCore counterpart: run_link, time_slice, lab6_stride ... of struct proc_struct in
// kern/process/proc.h; Linux calls it sched_entity.
//
// Nothing here needs a machine, so that policies run without one, too.
#pragma once

#include "libs/list.h"
#include "libs/scope.h"
#include "libs/skew_heap.h"
#include "libs/tree.h"
#include "libs/types.h"

namespace sched {

// Times are in ticks of the clock unless it says otherwise. All zero is a new entity. The scheduler
// keeps the first group, the policy in use the others: it is the only one to write them. They
// change with interrupts off.
struct SchedEntity : NonCopyable {
    bool needs_reschedule = false;  // should give way to others as soon as it can
    bool killed = false;            // is to end before it goes on in user mode
    bool queued = false;            // waits in the policy's run queue
    u32 priority = 1;               // 1 to kMaxPriority; twice as much asks for twice the CPU

    // How it is linked into the policy's queue: by one of these.
    ListNode queue_link;     // in order of arrival: FIFO, round robin, MLFQ, lottery
    SkewHeapNode heap_node;  // by pass: stride
    TreeNode tree_node;      // by virtual run time: CFS; by estimate: SJF

    u32 time_slice = 0;       // what is left of its turn: round robin, stride, MLFQ, lottery
    u32 pass = 0;             // stride: its place in line, modulo 2^32
    u32 stride = 0;           // stride: what a turn costs it, by its priority
    u64 virtual_runtime = 0;  // CFS: ticks it has run, divided by its priority (kUnit a tick)
    u32 level = 0;            // MLFQ: the queue it belongs to, 0 is the best
    u32 boost = 0;            // MLFQ: the last boost that it has taken part in
    u32 burst = 0;            // SJF: how long it has run since it last gave up the CPU
    u32 burst_estimate = 0;   // SJF: how long it will run next time (kUnit a tick); 0: no idea
};

}  // namespace sched
