// Preemption: taking the CPU away from a thread that does not give it up.
//
// Layer: sched. uCore counterpart: sched_class_proc_tick in kern/schedule/sched.c; it preempts user
// mode only.
//
// The clock tells the policy of every tick, and the policy may want another thread to run; so may
// whoever wakes one up. That is noted (Task::needs_reschedule) and done where it is safe:
//   - on the way from the kernel to user mode, where a process holds nothing of the kernel's;
//   - at a preemption point: a place in a long loop of the kernel where the thread says that others
//     may run. So a long system call does not keep others waiting, and code that contains no such
//     point need not think of preemption at all.
// There are points in fork's copy of memory, in exec's loading, where memory is unmapped or shared,
// where an address space ends, in long copies from and to user memory, between the commands of a
// long request to a disk, and where page tables are printed. There is none where memory is
// allocated, a page comes in, or one goes. A PreemptGuard keeps the points within its scope from
// having an effect.
#pragma once

#include "arch/cpu.h"
#include "kern/sched/scheduler.h"

namespace sched {

// The clock has ticked: tells the policy, and wakes up who has slept long enough. Context: the
// timer interrupt.
void tick();

// The work of preemption_point. Context: thread.
void preempt_now();

// Here the thread may be made to give way. Costs two instructions when it need not. Has no effect
// with interrupts off or under a PreemptGuard. Context: thread; may switch.
inline void preemption_point() {
    if (arch::is_set_now(this_cpu().preempt_wanted)) [[unlikely]]
        preempt_now();
}

// While one lives, no other thread runs: preemption points have no effect, and the thread must not
// sleep. Interrupts come nevertheless. Context: thread.
class PreemptGuard : NonCopyable {
  public:
    [[nodiscard]] PreemptGuard() { ++this_cpu().preempt_guards; }
    ~PreemptGuard() {
        --this_cpu().preempt_guards;
        preemption_point();
    }
};

}  // namespace sched
