// SchedClass: the policy that decides which task runs next.
//
// Layer: sched. uCore counterpart: struct sched_class in kern/schedule/sched.h.
// Reading: Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapters 7 to 9; Tanenbaum, Modern
// Operating Systems, section 2.4.
//
// kern/sched/scheduler.h is the mechanism: it knows who runs, switches between tasks, and calls a
// policy with interrupts off, so a policy needs no lock. Policies touch nothing but entities and
// their own state, so that they run without a machine, too.
#pragma once

#include "kern/sched/entity.h"
#include "libs/assert.h"

namespace sched {

// How long a turn is where turns have a fixed length, in ticks.
inline constexpr u32 kTimeSlice = 5;

// The highest priority. A limit keeps one process from shutting out all others.
inline constexpr u32 kMaxPriority = 256;

// `priority` within its limits: 0 counts as 1.
constexpr u32 clamp_priority(u32 priority) { return min(max(priority, u32{1}), kMaxPriority); }

// One policy with its run queue: the tasks that want to run and do not. The running task is not in
// the queue, nor is the idle task ever. Context of every function: any, with interrupts off.
class SchedClass {
  public:
    SchedClass() = default;
    SchedClass(const SchedClass&) = delete;
    SchedClass& operator=(const SchedClass&) = delete;

    // What the boot message calls the policy, for example "RR_scheduler".
    virtual const char* name() const = 0;

    // The run queue is empty. Called once, before everything else.
    virtual void init() = 0;

    // `task` wants to run: it is new, was woken up, or has just had a turn and wants another.
    virtual void enqueue(SchedEntity& task) = 0;

    // `task`, which is in the queue, leaves it without being picked.
    virtual void dequeue(SchedEntity& task) = 0;

    // Chooses who runs next and takes it off the queue; nullptr when nobody wants to run.
    virtual SchedEntity* pick_next() = 0;

    // `current` has had a turn and wants another: as enqueue and then pick_next, in one call. A
    // policy whose queue is quick saves time by saying the same again, where it is inlined.
    virtual SchedEntity& pick_after(SchedEntity& current) {
        enqueue(current);
        return somebody(pick_next());
    }

    // The clock ticked while `current` ran, which is not the idle task. When it should give way
    // now, sets current.needs_reschedule.
    virtual void proc_tick(SchedEntity& current) = 0;

    // `current`, whose turn has begun, has another priority than when it began.
    virtual void priority_changed(SchedEntity& current) { static_cast<void>(current); }

    // Whether `woken`, which has just come to the queue, should have the CPU at once, before the
    // turn of `current` is over.
    virtual bool preempts(const SchedEntity& woken, const SchedEntity& current) const = 0;

  protected:
    ~SchedClass() = default;

    // What pick_next has found in a queue that is not empty.
    static SchedEntity& somebody(SchedEntity* picked) {
        ASSERT(picked != nullptr);
        return *picked;
    }
};

// The policy that the kernel uses. Says which one it is where there is a choice: the boot
// option `sched` names it.
SchedClass& choose_policy();

}  // namespace sched
