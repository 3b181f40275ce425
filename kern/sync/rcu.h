// Read-copy-update: readers that never wait.
//
// Layer: sync. No uCore counterpart; Linux: kernel/rcu/srcutree.c, of which this is a small model.
// Reading: McKenney and Slingwine, Read-copy update, PDCS 1998; McKenney, Is parallel programming
// hard, chapter 9.
//
// Who changes something does not change it in place: it makes a copy, changes that, and publishes
// it by storing one pointer. A reader sees the old one or the new one, whole. What is left is to
// know when nobody reads the old one any more and it can be freed: after synchronize().
#pragma once

#include "kern/sync/semaphore.h"

namespace sync {

// What one set of readers and writers have in common. Readers may sleep.
class Rcu : NonCopyable {
  public:
    constexpr Rcu() = default;

    // A reader begins; it never waits. Give the result to read_unlock. Context: any.
    [[nodiscard]] u32 read_lock();
    void read_unlock(u32 phase);

    // Waits until every reader that has begun before has ended: exercise lab7.5. Readers that begin
    // meanwhile do not count, so it ends even if there is always one. Context: thread, no reader.
    void synchronize();

  private:
    // Readers count themselves in the phase in which they begin. Writers turn the phase over.
    u32 phase_ = 0;  // 0 or 1
    u32 readers_[2] = {};
    WaitQueue grace_;
    Semaphore writers_{1};
};

// A pointer that is read and published that way.
template <typename T>
class RcuPointer : NonCopyable {
  public:
    constexpr RcuPointer() = default;

    // What a reader sees. Context: between read_lock and read_unlock, or the only writer.
    T* read() const { return __atomic_load_n(&pointer_, __ATOMIC_CONSUME); }

    // From now on readers see `object`. Returns the old one, which is to be freed after
    // synchronize().
    T* publish(T* object) { return __atomic_exchange_n(&pointer_, object, __ATOMIC_ACQ_REL); }

  private:
    T* pointer_ = nullptr;
};

// Is a reader while it lives.
class RcuReader : NonCopyable {
  public:
    [[nodiscard]] explicit RcuReader(Rcu& rcu) : rcu_(rcu), phase_(rcu.read_lock()) {}
    ~RcuReader() { rcu_.read_unlock(phase_); }

  private:
    Rcu& rcu_;
    u32 phase_;
};

}  // namespace sync
