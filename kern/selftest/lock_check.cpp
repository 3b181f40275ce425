// The self-check of mutexes, condition variables and reader/writer locks.
//
// Layer: selftest. No uCore counterpart.

#include "kern/debug/log.h"
#include "kern/sched/timer.h"
#include "kern/selftest/sync_check.h"
#include "kern/selftest/worker.h"
#include "kern/sync/condition_variable.h"
#include "kern/sync/rw_lock.h"
#include "libs/assert.h"

namespace selftest {
namespace {

using sched::Task;

constexpr u32 kWorkers = 4;
constexpr sync::Patience kShort{3, false};  // less than a step

constinit Worker workers[kWorkers];
constinit sync::Mutex first{"first"}, second{"second"};
constinit sync::ConditionVariable changed;
constinit sync::RwLock rw_lock{"rw"};
constinit u32 order[8] = {}, count = 0;  // who got something, in which order

void note(u32 number) { order[count++] = number; }

void tell(u32 number, void (*what)(u32)) {
    workers[number].tell(what);
    wait_for_step();
}

// --- mutexes -------------------------------------------------------------------------------------

void pass_first(u32 number) {
    sync::MutexGuard guard(first);
    note(number);
}

void hold_second_and_pass_first(u32 number) {
    sync::MutexGuard guard(second);
    pass_first(number);
}

void pass_second(u32 number) {
    sync::MutexGuard guard(second);
    note(number);
}

void try_first(u32 number) {
    ASSERT(!first.try_lock());
    ASSERT(first.lock(kShort).error() == Error::Timeout);
    note(number);
}

// The running thread holds `first`. 0 holds `second` and waits for `first`; 1, more important,
// waits for `second`: it lends its priority to both. What times out takes its loan back.
void check_priority_inheritance() {
    const Task& self = sched::current();
    const u32 own = self.priority;
    for (u32 i = 0; i < kWorkers; ++i)
        sched::set_priority(const_cast<Task&>(workers[i].task()), own + 1 + i);
    first.lock();
    tell(0, hold_second_and_pass_first);
    ASSERT(self.priority == own + 1);
    tell(1, pass_second);
    ASSERT(self.priority == own + 2 && workers[0].task().priority == own + 2);
    workers[3].tell(try_first);
    sched::sleep(1);
    ASSERT(self.priority == own + 4);
    wait_for_step();
    ASSERT(order[0] == 3 && self.priority == own + 2);
    tell(2, pass_first);
    ASSERT(self.priority == own + 3);
    first.unlock();
    ASSERT(self.priority == own);
    wait_for_step();
    // 2 was more important than 0, though it came later; 1 had to wait for 0.
    ASSERT(count == 4 && order[1] == 2 && order[2] == 0 && order[3] == 1);
    for (u32 i = 0; i < kWorkers; ++i)
        ASSERT(workers[i].task().priority == own + 1 + i && !workers[i].task().held);
    count = 0;
}

// --- condition variables -------------------------------------------------------------------------

void wait_for_change(u32 number) {
    sync::MutexGuard guard(first);
    changed.wait(first);
    ASSERT(first.holder() == &sched::current());
    note(number);
}

void wait_a_moment(u32 number) {
    sync::MutexGuard guard(first);
    ASSERT(changed.wait(first, kShort).error() == Error::Timeout);
    ASSERT(first.holder() == &sched::current());
    note(number);
}

void check_condition_variable() {
    for (u32 i = 0; i < 3; ++i)
        tell(i, wait_for_change);
    tell(3, wait_a_moment);
    wait_for_step();
    ASSERT(count == 1 && order[0] == 3);
    changed.signal();
    wait_for_step();
    ASSERT(count == 2 && order[1] == 0);
    changed.broadcast();
    wait_for_step();
    ASSERT(count == 4 && order[2] + order[3] == 1 + 2);
    changed.signal();  // nobody waits, and nobody will find it later
    tell(3, wait_a_moment);
    wait_for_step();
    ASSERT(count == 5);
    count = 0;
}

// --- reader/writer locks -------------------------------------------------------------------------

void read(u32 number) {
    sync::ReadGuard guard(rw_lock);
    note(number);
    wait_for_middle();
}

void write(u32 number) {
    sync::WriteGuard guard(rw_lock);
    ASSERT(rw_lock.readers() == 0);
    note(number);
}

void write_with_little_patience(u32 number) {
    ASSERT(rw_lock.lock(kShort).error() == Error::Timeout);
    note(number);
}

void read_with_little_patience(u32 number) {
    sync::Hold hold;
    ASSERT(rw_lock.lock_shared(hold, kShort).error() == Error::Timeout);
    note(number);
}

// Readers that come after a writer wait behind it, but not behind one that has given up.
void check_rw_lock() {
    sync::Hold hold;
    rw_lock.lock_shared(hold);
    tell(0, read);
    ASSERT(count == 1);
    tell(1, write);
    tell(2, read);
    ASSERT(count == 1 && rw_lock.readers() == 1);
    rw_lock.unlock_shared(hold);
    wait_for_step();
    ASSERT(count == 3 && order[1] == 1 && order[2] == 2);
    rw_lock.lock_shared(hold);
    workers[1].tell(write_with_little_patience);
    sched::sleep(1);
    workers[2].tell(read);
    sched::sleep(1);
    ASSERT(count == 3 && rw_lock.readers() == 1);
    wait_for_step();
    wait_for_step();
    ASSERT(count == 5 && order[3] == 1 && order[4] == 2);
    rw_lock.unlock_shared(hold);
    rw_lock.lock();
    tell(3, read_with_little_patience);
    ASSERT(rw_lock.has_writer() && count == 6);
    rw_lock.unlock();
    ASSERT(!rw_lock.has_writer() && rw_lock.readers() == 0);
    count = 0;
}

// --- circles of both kinds -----------------------------------------------------------------------

void read_into_next_step(u32) {
    sync::ReadGuard guard(rw_lock);
    wait_for_step();
    wait_for_middle();
}

void read_and_pass_first(u32 number) {
    sync::ReadGuard guard(rw_lock);
    pass_first(number);
}

// The running thread holds `first`; 0 and 1 read, and 1 waits for `first`: who is not the first of
// the readers. To write is to wait for both of them.
void check_circles() {
    sync::Hold hold, again;
    first.lock();
    tell(0, read_into_next_step);
    workers[1].tell(read_and_pass_first);
    sched::sleep(1);
    ASSERT(rw_lock.readers() == 2 && !rw_lock.holds().front()->task->wanted);
    ASSERT(rw_lock.lock(sync::kPatient).error() == Error::Busy);
    rw_lock.lock_shared(hold);
    ASSERT(rw_lock.lock_shared(again, sync::kPatient).error() == Error::Busy);
    ASSERT(rw_lock.lock(sync::kPatient).error() == Error::Busy);
    rw_lock.unlock_shared(hold);
    ASSERT(!sched::current().wanted);
    first.unlock();
    wait_for_step();
    rw_lock.lock();
    ASSERT(rw_lock.lock(sync::kPatient).error() == Error::Busy);
    ASSERT(rw_lock.lock_shared(again, sync::kPatient).error() == Error::Busy);
    rw_lock.unlock();
    ASSERT(rw_lock.holds().empty() && first.holds().empty());
    count = 0;
}

void unlock_first(u32) { first.unlock(); }

}  // namespace

void check_locks() {
    for (u32 i = 0; i < kWorkers; ++i)
        workers[i].start(i);
    wait_for_step();
    check_condition_variable();
    check_rw_lock();
    check_circles();
    check_priority_inheritance();
    for (Worker& worker : workers)
        worker.dismiss();
    cprintf("check_locks() succeeded!\n");
}

void check_mutex_holder() {
    workers[0].start(0);
    first.lock();
    tell(0, unlock_first);
    cprintf("a thread has unlocked what another one held\n");
}

}  // namespace selftest
