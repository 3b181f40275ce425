// The self-checks of the deadlock detector and of read-copy-update: they do what a seed says, and
// print what came of it. The grader has a model that knows what should.
//
// Layer: selftest. No uCore counterpart.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/selftest/sync_check.h"
#include "kern/selftest/worker.h"
#include "kern/sync/mutex.h"
#include "kern/sync/rcu.h"
#include "kern/sync/rw_lock.h"
#include "libs/assert.h"
#include "libs/prng.h"

namespace selftest {
namespace {

// --- deadlocks -----------------------------------------------------------------------------------

constexpr u32 kThreads = 6;  // as many as mutexes: each holds one at first

constinit Worker workers[kThreads];
constinit sync::Mutex mutexes[kThreads] = {sync::Mutex("red"),    sync::Mutex("orange"),
                                           sync::Mutex("yellow"), sync::Mutex("green"),
                                           sync::Mutex("blue"),   sync::Mutex("violet")};
constinit u32 wanted[kThreads] = {};

void take_own(u32 number) { mutexes[number].lock(); }

void take_other(u32 number) {
    sync::Mutex& other = mutexes[wanted[number]];
    Result<void> result = other.lock(sync::kPatient);
    cprintf("  worker %u %s \"%s\"\n", number, result.has_value() ? "has" : "is refused",
            other.name());
    if (result.has_value())
        other.unlock();
    mutexes[number].unlock();
}

void take_other_when_told(u32 number) {
    cprintf(" worker %u wants \"%s\"\n", number, mutexes[wanted[number]].name());
    workers[number].tell(take_other);
    wait_for_step();
}

// --- deadlocks of readers and writers ------------------------------------------------------------

constexpr u32 kRwLocks = 3;  // each has two readers at first

constinit sync::RwLock rw_locks[kRwLocks] = {sync::RwLock("north"), sync::RwLock("east"),
                                             sync::RwLock("south")};
constinit sync::Hold own_holds[kThreads];
constinit bool writes[kThreads] = {};

void read_own(u32 number) { rw_locks[number % kRwLocks].lock_shared(own_holds[number]); }

void read_or_write_other(u32 number) {
    sync::RwLock& other = rw_locks[wanted[number]];
    sync::Hold hold;
    const bool alone = writes[number];
    const bool got =
        (alone ? other.lock(sync::kPatient) : other.lock_shared(hold, sync::kPatient)).has_value();
    cprintf("  worker %u %s \"%s\"\n", number, got ? "has" : "is refused", other.name());
    if (got && alone)
        other.unlock();
    if (got && !alone)
        other.unlock_shared(hold);
    rw_locks[number % kRwLocks].unlock_shared(own_holds[number]);
}

void read_or_write_when_told(u32 number) {
    cprintf(" worker %u wants to %s \"%s\"\n", number, writes[number] ? "write" : "read",
            rw_locks[wanted[number]].name());
    workers[number].tell(read_or_write_other);
    wait_for_step();
}

// --- read-copy-update ----------------------------------------------------------------------------

constexpr u32 kReaders = 5, kWriters = 3, kSteps = 100;

constinit sync::Rcu rcu;

void change(u32 number) {
    rcu.synchronize();
    cprintf("  writer %u\n", number);
}

// Readers begin and end at once, so there need not be threads for them.
struct Reader {
    bool reads = false;
    u32 phase = 0;

    void turn() {
        if (reads)
            rcu.read_unlock(phase);
        else
            phase = rcu.read_lock();
        reads = !reads;
    }
};

void step_of_rcu(Prng& random, Reader (&readers)[kReaders]) {
    const u32 what = random.below(kReaders + kWriters);
    if (what < kReaders) {
        readers[what].turn();
        cprintf(" reader %u %s\n", what, readers[what].reads ? "begins" : "ends");
    } else if (workers[what - kReaders].is_idle()) {
        cprintf(" writer %u waits\n", what - kReaders);
        workers[what - kReaders].tell(change);
    }
    wait_for_step();
}

}  // namespace

void check_deadlock() {
    Prng random(debug::option_number("seed", 1));
    for (u32 i = 0; i < kThreads; ++i)
        workers[i].start(i);
    cprintf("deadlocks:\n");
    for (u32 round = 0; round < 4; ++round) {
        for (u32 i = 0; i < kThreads; ++i)
            workers[i].tell(take_own);
        wait_for_step();
        for (u32 i = 0; i < kThreads; ++i) {
            wanted[i] = random.below(kThreads);
            take_other_when_told(i);
        }
    }
    for (Worker& worker : workers)
        worker.dismiss();
    cprintf("check_deadlock() ended\n");
}

void check_rw_deadlock() {
    Prng random(debug::option_number("seed", 1));
    for (u32 i = 0; i < kThreads; ++i)
        workers[i].start(i);
    cprintf("deadlocks of readers and writers:\n");
    for (u32 round = 0; round < 8; ++round) {
        for (u32 i = 0; i < kThreads; ++i)
            workers[i].tell(read_own);
        wait_for_step();
        for (u32 i = 0; i < kThreads; ++i) {
            wanted[i] = random.below(kRwLocks);
            writes[i] = random.below(2) == 1;
            read_or_write_when_told(i);
        }
    }
    for (Worker& worker : workers)
        worker.dismiss();
    cprintf("check_rw_deadlock() ended\n");
}

void check_rcu() {
    Prng random(debug::option_number("seed", 1));
    Reader readers[kReaders];
    for (u32 i = 0; i < kWriters; ++i)
        workers[i].start(i);
    wait_for_step();
    cprintf("rcu:\n");
    for (u32 step = 0; step < kSteps; ++step)
        step_of_rcu(random, readers);
    for (u32 i = 0; i < kReaders; ++i)
        if (readers[i].reads) {
            readers[i].turn();
            cprintf(" reader %u ends\n", i);
            wait_for_step();
        }
    for (u32 i = 0; i < kWriters; ++i) {
        if (!workers[i].is_idle())
            PANIC("rcu: a writer waits, but there are no readers");
        workers[i].dismiss();
    }
    cprintf("check_rcu() ended\n");
}

}  // namespace selftest
