// Reader/writer locks.
//
// Layer: sync. No uCore counterpart.

#include "kern/sync/rw_lock.h"

#include "kern/sync/deadlock.h"
#include "libs/assert.h"

namespace sync {

void RwLock::give_to(sched::Task& task, u32 kind, Hold& hold) {
    note_holder(hold, task);
    if (kind == kReader)
        ++readers_;
}

// Lets in those at the head of the line: a writer, or all readers up to the next writer.
void RwLock::serve_line() {
    for (Waiter* first = queue_.front(); first && is_free_for(first->tag); first = queue_.front()) {
        first->task.wanted = nullptr;
        give_to(first->task, first->tag, static_cast<InLine*>(first)->hold);
        queue_.wake_this(*first);
    }
}

Result<void> RwLock::lock_as(u32 kind, Hold& hold, Patience patience) {
    arch::IrqGuard irq;
    sched::Task& self = sched::current();
    const bool has_it = is_held_by(self);
    if (!has_it && queue_.empty() && is_free_for(kind)) {
        give_to(self, kind, hold);
        return {};
    }
    if (has_it || would_deadlock(self, *this)) {
        print_deadlock(self, *this);
        return Error::Busy;
    }
    self.wanted = this;
    InLine waiter(kind, hold);
    queue_.join(waiter);
    const Result<void> result = sleep(waiter, patience);
    if (result.has_value())
        return result;  // serve_line() has done the rest
    queue_.leave(waiter);
    self.wanted = nullptr;
    serve_line();  // a writer that gives up may have kept readers waiting
    return result;
}

void RwLock::unlock_shared(Hold& hold) {
    arch::IrqGuard irq;
    ASSERT(hold.task == &sched::current());
    forget_holder(hold);
    --readers_;
    serve_line();
}

void RwLock::unlock() {
    arch::IrqGuard irq;
    ASSERT(writer_.task == &sched::current());
    forget_holder(writer_);
    serve_line();
}

}  // namespace sync
