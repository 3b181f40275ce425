// Reader/writer locks.
//
// Layer: sync. No uCore counterpart.
// Reading: Courtois, Heymans and Parnas, Concurrent control with readers and writers, CACM 14,
// 1971.
#pragma once

#include "kern/sync/wait_queue.h"

namespace sync {

// Held by any number of readers, or by one writer. Strictly in the order in which they come:
// readers that come after a writer wait behind it, so nobody waits for ever. Errors as a
// semaphore's. Context of every function: thread; a thread must not ask for what it holds.
class RwLock : NonCopyable {
  public:
    constexpr RwLock() = default;

    Result<void> lock_shared(Patience patience) { return lock_as(kReader, patience); }
    void lock_shared() { must(lock_shared(kPatient), "patience has no end"); }
    void unlock_shared();

    Result<void> lock(Patience patience) { return lock_as(kWriter, patience); }
    void lock() { must(lock(kPatient), "patience has no end"); }
    void unlock();

    u32 readers() const { return readers_; }
    bool has_writer() const { return writer_ != nullptr; }

  private:
    static constexpr u32 kReader = 0, kWriter = 1;

    Result<void> lock_as(u32 kind, Patience patience);
    bool is_free_for(u32 kind) const { return !writer_ && (kind == kReader || readers_ == 0); }
    void give_to(sched::Task& task, u32 kind);
    void serve_line() REQUIRES(arch::interrupts_off);

    u32 readers_ = 0;
    const sched::Task* writer_ = nullptr;
    WaitQueue queue_;
};

// Holds a lock while it lives.
class ReadGuard : NonCopyable {
  public:
    [[nodiscard]] explicit ReadGuard(RwLock& lock) : lock_(lock) { lock_.lock_shared(); }
    ~ReadGuard() { lock_.unlock_shared(); }

  private:
    RwLock& lock_;
};
class WriteGuard : NonCopyable {
  public:
    [[nodiscard]] explicit WriteGuard(RwLock& lock) : lock_(lock) { lock_.lock(); }
    ~WriteGuard() { lock_.unlock(); }

  private:
    RwLock& lock_;
};

}  // namespace sync
