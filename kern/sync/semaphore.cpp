// Semaphores.
//
// Layer: sync. uCore counterpart: kern/sync/sem.c.

#include "kern/sync/semaphore.h"

namespace sync {

void Semaphore::up() {
    arch::IrqGuard irq;
    // EXERCISE lab7.1a BEGIN Give one to who has waited longest, or add it to the value
    // HINT queue_.wake_one() wakes up who has waited longest, and says whether there was anybody.
    // HINT Whoever is woken up has what it waited for, and will not look at the value again.
    if (!queue_.wake_one())
        ++value_;
    // EXERCISE lab7.1a STUB
    //| NOT_IMPLEMENTED("lab7.1a");
    // EXERCISE lab7.1a END
}

Result<void> Semaphore::down([[maybe_unused]] Patience patience) {
    arch::IrqGuard irq;
    // EXERCISE lab7.1b BEGIN Take one from the value; if there is none, wait until one is given
    // HINT queue_.wait(patience) is success when up() has woken this thread up. It is an error when
    // HINT the patience was over before: then nothing was given, and the error is the answer.
    if (value_ > 0) {
        --value_;
        return {};
    }
    return queue_.wait(patience);
    // EXERCISE lab7.1b STUB
    //| NOT_IMPLEMENTED("lab7.1b");
    // EXERCISE lab7.1b END
}

bool Semaphore::try_down() {
    arch::IrqGuard irq;
    // EXERCISE lab7.1c BEGIN Take one from the value if there is one, and say whether there was
    if (value_ == 0)
        return false;
    --value_;
    return true;
    // EXERCISE lab7.1c STUB
    //| NOT_IMPLEMENTED("lab7.1c");
    // EXERCISE lab7.1c END
}

void Semaphore::refuse_waiters(Error refusal) {
    arch::IrqGuard irq;
    queue_.refuse_all(refusal);
}

}  // namespace sync
