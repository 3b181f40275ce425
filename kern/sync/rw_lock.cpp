// Reader/writer locks.
//
// Layer: sync. No uCore counterpart.

#include "kern/sync/rw_lock.h"

#include "libs/assert.h"

namespace sync {

void RwLock::give_to(sched::Task& task, u32 kind) {
    if (kind == kReader)
        ++readers_;
    else
        writer_ = &task;
}

// Lets in those at the head of the line: a writer, or all readers up to the next writer.
void RwLock::serve_line() {
    for (Waiter* first = queue_.front(); first && is_free_for(first->tag); first = queue_.front()) {
        give_to(first->task, first->tag);
        queue_.wake_this(*first);
    }
}

Result<void> RwLock::lock_as(u32 kind, Patience patience) {
    arch::IrqGuard irq;
    sched::Task& self = sched::current();
    ASSERT(writer_ != &self);
    if (queue_.empty() && is_free_for(kind)) {
        give_to(self, kind);
        return {};
    }
    const Result<void> result = queue_.wait(patience, kind);
    if (!result.has_value())
        serve_line();  // a writer that gives up may have kept readers waiting
    return result;
}

void RwLock::unlock_shared() {
    arch::IrqGuard irq;
    ASSERT(readers_ > 0);
    --readers_;
    serve_line();
}

void RwLock::unlock() {
    arch::IrqGuard irq;
    ASSERT(writer_ == &sched::current());
    writer_ = nullptr;
    serve_line();
}

}  // namespace sync
