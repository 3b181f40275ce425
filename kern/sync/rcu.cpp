// Read-copy-update: readers that never wait.
//
// Layer: sync. No uCore counterpart.

#include "kern/sync/rcu.h"

#include "libs/assert.h"

namespace sync {

u32 Rcu::read_lock() {
    arch::IrqGuard irq;
    ++readers_[phase_];
    return phase_;
}

void Rcu::read_unlock(u32 phase) {
    arch::IrqGuard irq;
    ASSERT(readers_[phase] > 0);
    if (--readers_[phase] == 0)
        grace_.wake_all();
}

void Rcu::synchronize() {
    writers_.down();  // one at a time: the other phase must be over before it begins anew
    {
        arch::IrqGuard irq;
        // EXERCISE lab7.5 BEGIN Turn the phase over, and wait for the readers of the old one
        // HINT phase_ is 0 or 1; new readers are to count themselves in the other one. The last
        // HINT reader of a phase wakes up who waits at grace_.
        const u32 old = phase_;
        phase_ = 1 - old;
        while (readers_[old] != 0)
            must(grace_.wait(kPatient), "patience has no end");
        // EXERCISE lab7.5 STUB
        //| NOT_IMPLEMENTED("lab7.5");
        // EXERCISE lab7.5 END
    }
    writers_.up();
}

}  // namespace sync
