// Mutexes: locks that know who holds them.
//
// Layer: sync. No uCore counterpart (it uses semaphores).
// Reading: Sha, Rajkumar and Lehoczky, Priority inheritance protocols, IEEE Transactions on
// Computers 39, 1990; Linux, Documentation/locking/rt-mutex-design.rst.
//
// Since the holder is known, a mutex can do what a semaphore can not:
//   - Only the holder may unlock it; anybody else who tries is a bug of the kernel, and stops it.
//   - Priority inheritance: while somebody more important waits, the holder runs with that one's
//     priority, and so does whoever the holder itself waits for, and so on.
//   - Nobody waits for ever in a circle: who would close one is refused (deadlock.h).
#pragma once

#include "kern/sync/lock.h"

namespace sync {

// Held by one thread at a time. Given to who has the highest priority among those who wait, the one
// that has waited longest among equals. A thread must not set its own priority while it holds one.
class Mutex : public Lock {
  public:
    // `name` appears in reports; it lives as long as the mutex.
    explicit constexpr Mutex(const char* name) : Lock(name) {}

    // Waits until the mutex is free, and holds it. Timeout, Killed: `patience` was over before
    // that. Busy: waiting would be a deadlock, which is told on the console. Context: thread.
    Result<void> lock(Patience patience);
    // The same without end; a deadlock stops the kernel.
    void lock() { must(lock(kPatient), "no deadlock"); }

    // Holds it if it is free. Says whether it was. Context: thread.
    bool try_lock();

    // Gives it to one that waits, or frees it. The running thread holds it. Context: thread.
    void unlock();

    sched::Task* holder() const { return hold_.task; }

  private:
    void give_to(sched::Task& task);
    void take_from(sched::Task& task);
    static u32 priority_due(const sched::Task& task);
    static void update_priorities(sched::Task* task) REQUIRES(arch::interrupts_off);

    Hold hold_;
    Mutex* next_held_ = nullptr;  // of those that the holder has
    WaitQueue queue_;
};

// Holds a mutex while it lives.
class MutexGuard : NonCopyable {
  public:
    [[nodiscard]] explicit MutexGuard(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
    ~MutexGuard() { mutex_.unlock(); }

  private:
    Mutex& mutex_;
};

}  // namespace sync
