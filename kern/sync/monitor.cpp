// Monitors with condition variables, as Hoare defined them.
//
// Layer: sync. uCore counterpart: kern/sync/monitor.c.

#include "kern/sync/monitor.h"

namespace sync {

void Condition::cond_wait() {
    // EXERCISE lab7.2a BEGIN Let somebody else in, and wait for the condition
    // HINT waiting_ counts who waits. Leaving is monitor_.leave(). semaphore_.down() waits. When it
    // HINT returns this thread is inside again, without entering: cond_signal keeps the place free.
    ++waiting_;
    monitor_.leave();
    semaphore_.down();
    --waiting_;
    // EXERCISE lab7.2a STUB
    //| NOT_IMPLEMENTED("lab7.2a");
    // EXERCISE lab7.2a END
}

void Condition::cond_signal() {
    // EXERCISE lab7.2b BEGIN Wake up one that waits for the condition, and wait until it leaves
    // HINT Only when somebody waits. While this thread waits at monitor_.next_ it is counted in
    // HINT monitor_.signallers_, so that leave() lets it in first.
    if (waiting_ == 0)
        return;
    ++monitor_.signallers_;
    semaphore_.up();
    monitor_.next_.down();
    --monitor_.signallers_;
    // EXERCISE lab7.2b STUB
    //| NOT_IMPLEMENTED("lab7.2b");
    // EXERCISE lab7.2b END
}

}  // namespace sync
