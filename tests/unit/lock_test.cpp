// Tests of kern/sync: mutexes and priority inheritance, reader/writer locks, and the search for
// deadlocks, each once step by step, and in many interleavings against a search of its own.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

#include "kern/sync/deadlock.h"
#include "kern/sync/mutex.h"
#include "kern/sync/rw_lock.h"
#include "tests/unit/host_kernel.h"
#include "tests/unit/host_threads.h"

namespace {

using host_threads::World;
using sched::Task;
using sync::kPatient;
using sync::Lock;

constexpr u32 kSeeds = 40;

// --- models --------------------------------------------------------------------------------------

// Whether a way leads from `lock` to `task`: depth first, where the kernel goes breadth first.
bool leads_to(const Lock& lock, const Task& task, std::set<const Task*>& seen) {
    for (const sync::Hold& hold : lock.holds()) {
        if (hold.task == &task)
            return true;
        if (seen.insert(hold.task).second && hold.task->wanted &&
            leads_to(*hold.task->wanted, task, seen))
            return true;
    }
    return false;
}

bool leads_to(const Lock& lock, const Task& task) {
    std::set<const Task*> seen;
    return leads_to(lock, task, seen);
}

// What `task` is due: its own priority (its number), or that of whoever waits for it, near or far.
u32 priority_due(const Task& task, const std::vector<Task*>& tasks) {
    u32 due = task.pid;
    for (const Task* other : tasks)
        if (other->wanted && other->wanted->is_held_by(task))
            due = std::max(due, priority_due(*other, tasks));
    return due;
}

// --- mutexes -------------------------------------------------------------------------------------

TEST(Mutexes, OnlyTheHolderMayUnlock) {
    sync::Mutex mutex("mine");
    EXPECT_DEATH(
        {
            World world(1);
            world.add([&] { mutex.lock(); });
            world.run();
            world.add([&] { mutex.unlock(); });
            world.run();
        },
        "thread 2 unlocks mutex \"mine\", which it does not hold");
}

TEST(Mutexes, TheMostImportantIsNext) {
    sync::Mutex mutex("m");
    std::vector<u32> order;
    World world(1);
    std::vector<Task*> tasks;
    tasks.push_back(&world.add([&] {
        sync::MutexGuard guard(mutex);
        sched::sleep(5);
    }));
    world.run_now();
    for (const u32 priority : {3, 7, 5, 7}) {
        tasks.push_back(&world.add([&] {
            sync::MutexGuard guard(mutex);
            order.push_back(sched::current().pid);
        }));
        tasks.back()->priority = priority;
        world.run_now();
    }
    EXPECT_EQ(tasks[0]->priority, 7U);
    EXPECT_TRUE(world.run());
    EXPECT_EQ(order, (std::vector<u32>{3, 5, 4, 2}));
    EXPECT_EQ(tasks[0]->priority, 1U);
}

TEST(Mutexes, ALoanEndsWithPatience) {
    sync::Mutex mutex("m");
    World world(1);
    Task& holder = world.add([&] {
        sync::MutexGuard guard(mutex);
        sched::sleep(20);
    });
    world.run_now();
    Task& hasty = world.add([&] {
        EXPECT_EQ(mutex.lock({4, false}).error(), Error::Timeout);
        EXPECT_EQ(sched::current().wanted, nullptr);
        EXPECT_EQ(holder.priority, 1U);
        EXPECT_FALSE(mutex.try_lock());
    });
    hasty.priority = 9;
    world.run_now();
    EXPECT_EQ(holder.priority, 9U);
    EXPECT_TRUE(world.run());
    EXPECT_EQ(holder.own_priority, 0U);
}

// At every moment everybody has the priority that it is due; and nobody meets anybody.
TEST(RandomMutexes, LendWhatIsDue) {
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::Mutex mutexes[4] = {sync::Mutex("0"), sync::Mutex("1"), sync::Mutex("2"),
                                  sync::Mutex("3")};
        const Task* inside[4] = {};
        std::vector<Task*> tasks;
        u32 timeouts = 0, loans = 0;
        World world(seed);
        // Locks what comes behind `first`, one in the other.
        std::function<void(u32)> nest = [&](u32 first) {
            const u32 number = first + world.random(2);
            if (number >= 4)
                return;
            sync::Mutex& mutex = mutexes[number];
            if (!mutex.lock({world.random(2) * 3, true}).has_value()) {
                ++timeouts;
                return;
            }
            ASSERT_EQ(inside[number], nullptr);
            inside[number] = &sched::current();
            if (world.random(2))
                sched::sleep(1 + world.random(3));
            nest(number + 1);
            inside[number] = nullptr;
            mutex.unlock();
        };
        for (u32 i = 0; i < 6; ++i) {
            tasks.push_back(&world.add([&] {
                for (int round = 0; round < 6; ++round)
                    nest(0);
            }));
            tasks.back()->priority = tasks.back()->pid;
        }
        world.check = [&] {
            for (const Task* task : tasks) {
                ASSERT_EQ(task->priority, priority_due(*task, tasks)) << seed;
                loans += task->priority != task->pid;
            }
        };
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_GT(timeouts, 0U);
        EXPECT_GT(loans, 0U);
        for (const Task* task : tasks) {
            EXPECT_EQ(task->held, nullptr);
            EXPECT_EQ(task->own_priority, 0U);
        }
    }
}

// --- reader/writer locks -------------------------------------------------------------------------

class RwLocks : public testing::Test {
  protected:
    void reader(sync::Patience patience = kPatient) {
        world.add([this, patience] {
            sync::Hold hold;
            if (!lock.lock_shared(hold, patience).has_value())
                return;
            order.push_back('r');
            sched::sleep(10);
            lock.unlock_shared(hold);
        });
        world.run_now();
    }
    void writer(sync::Patience patience = kPatient) {
        world.add([this, patience] {
            if (!lock.lock(patience).has_value())
                return;
            order.push_back('W');
            sched::sleep(10);
            lock.unlock();
        });
        world.run_now();
    }

    sync::RwLock lock{"rw"};
    std::string order;
    World world{1};
};

TEST_F(RwLocks, StrictlyInOrder) {
    reader();
    reader();
    EXPECT_EQ(lock.readers(), 2U);
    writer();
    reader();  // behind the writer
    reader();
    writer();
    EXPECT_EQ(order, "rr");
    EXPECT_TRUE(world.run());
    EXPECT_EQ(order, "rrWrrW");
    EXPECT_TRUE(lock.holds().empty());
}

TEST_F(RwLocks, AWriterThatGivesUpLetsReadersIn) {
    reader();
    writer({3, false});
    reader();
    EXPECT_EQ(order, "r");
    world.pass(3);
    EXPECT_EQ(lock.readers(), 2U);
    EXPECT_TRUE(world.run());
    EXPECT_EQ(order, "rr");
}

TEST_F(RwLocks, WhoGivesUpHoldsNothing) {
    writer();
    reader({3, false});
    writer({4, false});
    EXPECT_TRUE(world.run());
    EXPECT_EQ(order, "W");
    EXPECT_TRUE(lock.holds().empty());
    EXPECT_EQ(lock.readers(), 0U);
}

TEST(RandomRwLocks, ManyReadOrOneWrites) {
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::RwLock lock("rw");
        u32 readers = 0, writers = 0, most = 0, writes = 0;
        World world(seed);
        for (int i = 0; i < 6; ++i)
            world.add([&] {
                for (int round = 0; round < 8; ++round) {
                    const sync::Patience patience{world.random(3) * 2, true};
                    sync::Hold hold;
                    if (world.random(3) > 0) {
                        if (!lock.lock_shared(hold, patience).has_value())
                            continue;
                        most = std::max(most, ++readers);
                        ASSERT_EQ(writers, 0U);
                        sched::sleep(world.random(3));
                        --readers;
                        lock.unlock_shared(hold);
                    } else if (lock.lock(patience).has_value()) {
                        ASSERT_EQ(++writers + readers, 1U);
                        sched::sleep(world.random(3));
                        --writers;
                        ++writes;
                        lock.unlock();
                    }
                }
            });
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_GT(most, 1U);
        EXPECT_GT(writes, 0U);
        EXPECT_TRUE(lock.holds().empty());
    }
}

// --- deadlocks -----------------------------------------------------------------------------------

// Two readers, of whom the second one waits for the writer's mutex; the writer comes last.
TEST(Deadlocks, AreToldByName) {
    sync::set_thread_names([](const Task& task) { return task.pid == 3 ? "three" : "other"; });
    sync::RwLock lock("book");
    sync::Mutex mutex("pen");
    World world(1);
    world.add([&] {
        sync::ReadGuard guard(lock);
        sched::sleep(20);
    });
    world.add([&] {
        sync::ReadGuard guard(lock);
        sched::sleep(2);
        sync::MutexGuard other(mutex);
    });
    world.run_now();
    host_kernel::printed.clear();
    world.add([&] {
        sync::MutexGuard guard(mutex);
        sched::sleep(5);
        EXPECT_EQ(lock.lock(kPatient).error(), Error::Busy);
        sync::Hold hold;  // to read it can wait for nobody
        EXPECT_TRUE(lock.lock_shared(hold, kPatient).has_value());
        lock.unlock_shared(hold);
    });
    EXPECT_TRUE(world.run());
    EXPECT_EQ(host_kernel::printed,
              "deadlock:\n"
              "  thread 3 \"three\" waits for \"book\", which thread 2 \"other\" holds\n"
              "  thread 2 \"other\" waits for \"pen\", which thread 3 \"three\" holds\n");
    host_kernel::printed.clear();
}

TEST(Deadlocks, WithOneself) {
    sync::RwLock lock("rw");
    sync::Mutex mutex("m");
    World world(1);
    world.add([&] {
        sync::Hold hold, again;
        mutex.lock();
        EXPECT_EQ(mutex.lock(kPatient).error(), Error::Busy);
        lock.lock_shared(hold);
        EXPECT_EQ(lock.lock_shared(again, kPatient).error(), Error::Busy);
        EXPECT_EQ(lock.lock(kPatient).error(), Error::Busy);
        lock.unlock_shared(hold);
        lock.lock();
        EXPECT_EQ(lock.lock(kPatient).error(), Error::Busy);
        EXPECT_EQ(lock.lock_shared(again, kPatient).error(), Error::Busy);
        lock.unlock();
        mutex.unlock();
    });
    EXPECT_TRUE(world.run());
    EXPECT_NE(host_kernel::printed.find("thread 1 \"other\" waits for \"rw\", which thread 1"),
              std::string::npos);
    host_kernel::printed.clear();
}

// Readers wait in line behind a writer: a circle through it is one, too.
TEST(Deadlocks, ThroughTheLineOfAReader) {
    sync::RwLock lock("rw");
    sync::Mutex mutex("m");
    World world(1);
    bool refused = false;
    world.add([&] {
        sync::ReadGuard guard(lock);
        sched::sleep(10);
        const Result<void> result = mutex.lock(kPatient);  // 3 waits behind 2, and 2 for us
        refused = !result.has_value();
    });
    world.run_now();
    world.add([&] { sync::WriteGuard guard(lock); });
    world.run_now();
    world.add([&] {
        sync::MutexGuard guard(mutex);
        sync::ReadGuard reading(lock);
    });
    EXPECT_TRUE(world.run());
    EXPECT_TRUE(refused);
    host_kernel::printed.clear();
}

// Threads lock what they like, in any order. Nobody waits for ever, and nobody is refused for
// nothing.
TEST(RandomDeadlocks, AreAllFoundAndNoOthers) {
    u32 refused = 0, waited = 0;
    for (u32 seed = 0; seed < 2 * kSeeds; ++seed) {
        sync::Mutex mutexes[3] = {sync::Mutex("a"), sync::Mutex("b"), sync::Mutex("c")};
        sync::RwLock rw_locks[3] = {sync::RwLock("d"), sync::RwLock("e"), sync::RwLock("f")};
        World world(seed);
        // Whether `lock` was locked, or refused with good reason.
        const auto judge = [&](const Lock& lock, const std::function<Result<void>()>& take) {
            arch::IrqGuard irq;
            const bool held = lock.is_held_by(sched::current());
            const bool circle = leads_to(lock, sched::current());
            const u32 before = world.ticks();
            const Result<void> result = take();
            waited += world.ticks() != before;
            if (!result.has_value()) {
                EXPECT_EQ(result.error(), Error::Busy);
                EXPECT_TRUE(circle) << seed;
                ++refused;
            } else {
                EXPECT_FALSE(held);
                EXPECT_FALSE(circle && world.ticks() != before)
                    << seed;  // it did not wait for that
            }
            return result.has_value();
        };
        std::function<void(int)> nest = [&](int depth) {
            if (depth == 0)
                return;
            sched::sleep(world.random(2));
            const u32 number = world.random(3), kind = world.random(3);
            sync::Hold hold;
            sync::RwLock& rw_lock = rw_locks[number];
            if (kind == 0) {
                if (!judge(mutexes[number], [&] { return mutexes[number].lock(kPatient); }))
                    return;
                nest(depth - 1);
                mutexes[number].unlock();
            } else if (kind == 1) {
                if (!judge(rw_lock, [&] { return rw_lock.lock(kPatient); }))
                    return;
                nest(depth - 1);
                rw_lock.unlock();
            } else {
                if (!judge(rw_lock, [&] { return rw_lock.lock_shared(hold, kPatient); }))
                    return;
                nest(depth - 1);
                rw_lock.unlock_shared(hold);
            }
        };
        for (int i = 0; i < 6; ++i)
            world.add([&] {
                for (int round = 0; round < 5; ++round)
                    nest(3);
            });
        ASSERT_TRUE(world.run()) << "seed " << seed << ": threads wait for ever";
        for (const auto& mutex : mutexes)
            EXPECT_TRUE(mutex.holds().empty());
        for (const auto& lock : rw_locks)
            EXPECT_TRUE(lock.holds().empty() && lock.readers() == 0);
    }
    EXPECT_GT(refused, 100U);
    EXPECT_GT(waited, 100U);
    EXPECT_EQ(host_kernel::printed.find("no circle"), std::string::npos);
    host_kernel::printed.clear();
}

}  // namespace
