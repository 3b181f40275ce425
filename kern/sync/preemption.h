// Preemption points and guards for the layers that see the scheduler through sync only (vm, fs).
//
// Layer: sync. No uCore counterpart. What they do: kern/sched/preempt.h.
#pragma once

#if LAB >= 5
#include "kern/sched/preempt.h"
#endif

namespace sync {

#if LAB >= 5
using sched::PreemptGuard;
using sched::preemption_point;
#else
// Nobody is preempted yet.
inline void preemption_point() {}
#endif

}  // namespace sync
