// FIFO scheduling: first come, first served.
//
// Layer: sched. uCore counterpart: the scheduler of its labs 4 and 5.

#include "kern/sched/fifo.h"

namespace sched {

void FifoScheduler::proc_tick(SchedEntity& current) {
    ++ticks_;
    if (period_ != 0 && ticks_ % period_ == 0)
        current.needs_reschedule = true;
}

}  // namespace sched
