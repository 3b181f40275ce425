// Reader/writer locks.
//
// Layer: sync. No uCore counterpart.
// Reading: Courtois, Heymans and Parnas, Concurrent control with readers and writers, CACM 14,
// 1971.
#pragma once

#include "kern/sync/lock.h"

namespace sync {

// Held by any number of readers, or by one writer. Strictly in the order in which they come:
// readers that come after a writer wait behind it, so nobody waits for ever. Errors as a mutex's:
// Busy, which is told on the console, also for who has it already, be it as one of the readers.
// Nobody inherits a priority. Context of every function: thread.
class RwLock : public Lock {
  public:
    // `name` appears in reports; it lives as long as the lock.
    explicit constexpr RwLock(const char* name) : Lock(name) {}

    // A reader's `hold` lives until it unlocks.
    Result<void> lock_shared(Hold& hold, Patience patience) {
        return lock_as(kReader, hold, patience);
    }
    void lock_shared(Hold& hold) { must(lock_shared(hold, kPatient), "no deadlock"); }
    void unlock_shared(Hold& hold);

    Result<void> lock(Patience patience) { return lock_as(kWriter, writer_, patience); }
    void lock() { must(lock(kPatient), "no deadlock"); }
    void unlock();

    u32 readers() const { return readers_; }
    bool has_writer() const { return writer_.task != nullptr; }

  private:
    static constexpr u32 kReader = 0, kWriter = 1;

    // Who waits, and what is to say that it holds the lock.
    struct InLine : Waiter {
        InLine(u32 kind, Hold& its_hold) : Waiter(kind), hold(its_hold) {}
        Hold& hold;
    };

    Result<void> lock_as(u32 kind, Hold& hold, Patience patience);
    bool is_free_for(u32 kind) const { return !has_writer() && (kind == kReader || readers_ == 0); }
    void give_to(sched::Task& task, u32 kind, Hold& hold);
    void serve_line() REQUIRES(arch::interrupts_off);

    u32 readers_ = 0;
    Hold writer_;
    WaitQueue queue_;
};

// Holds a lock while it lives.
class ReadGuard : NonCopyable {
  public:
    [[nodiscard]] explicit ReadGuard(RwLock& lock) : lock_(lock) { lock_.lock_shared(hold_); }
    ~ReadGuard() { lock_.unlock_shared(hold_); }

  private:
    RwLock& lock_;
    Hold hold_;
};
class WriteGuard : NonCopyable {
  public:
    [[nodiscard]] explicit WriteGuard(RwLock& lock) : lock_(lock) { lock_.lock(); }
    ~WriteGuard() { lock_.unlock(); }

  private:
    RwLock& lock_;
};

}  // namespace sync
