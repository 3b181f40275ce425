// Preemption points and guards for the layers that see the scheduler through sync only (vm, fs).
//
// Layer: sync. No uCore counterpart. What they do: kern/sched/preempt.h.
#pragma once

#include "kern/sched/preempt.h"

namespace sync {

using sched::PreemptGuard;
using sched::preemption_point;

}  // namespace sync
