// Tests of kern/sync: semaphores, monitors, condition variables, read-copy-update; each once step
// by step, and in many interleavings.
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <vector>

#include "kern/sync/condition_variable.h"
#include "kern/sync/monitor.h"
#include "kern/sync/rcu.h"
#include "kern/sync/semaphore.h"
#include "tests/unit/host_threads.h"

namespace {

using host_threads::World;
using sync::kPatient;
using sync::Patience;

constexpr u32 kSeeds = 40;

class Semaphores : public testing::Test {
  protected:
    // A thread that takes one, and says so; what its number does then is over.
    sched::Task& taker(int number, Patience patience = kPatient) {
        return world.add([this, number, patience] {
            const Result<void> result = semaphore.down(patience);
            if (result.has_value())
                has.push_back(number);
            else
                refused.push_back({number, result.error()});
        });
    }

    sync::Semaphore semaphore{0};
    std::vector<int> has;
    std::vector<std::pair<int, Error>> refused;
    World world{1};
};

using Refusals = std::vector<std::pair<int, Error>>;

TEST_F(Semaphores, WhoHasWaitedLongestIsNext) {
    for (int i = 0; i < 4; ++i) {
        taker(i);
        world.run_now();
    }
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(semaphore.value(), 0U);
        semaphore.up();
        EXPECT_EQ(semaphore.value(), 0U);  // it is that one's already
        EXPECT_FALSE(semaphore.try_down());
        world.run_now();
        ASSERT_EQ(has.size(), static_cast<usize>(i) + 1);
        EXPECT_EQ(has.back(), i);
    }
    semaphore.up();
    EXPECT_EQ(semaphore.value(), 1U);
    EXPECT_TRUE(semaphore.try_down());
    EXPECT_FALSE(semaphore.try_down());
}

TEST_F(Semaphores, GivingUpTakesNothing) {
    taker(0, {5, false});
    world.run_now();
    taker(1);
    EXPECT_FALSE(world.run());  // 1 waits for ever
    EXPECT_EQ(refused, (Refusals{{0, Error::Timeout}}));
    EXPECT_GE(world.ticks(), 5U);
    semaphore.up();
    EXPECT_TRUE(world.run());
    EXPECT_EQ(has, (std::vector<int>{1}));
    EXPECT_EQ(semaphore.value(), 0U);
}

TEST_F(Semaphores, WhatWasGivenInTheLastTickIsKept) {
    sched::Task& task = taker(0, {3, true});
    world.run_now();
    semaphore.up();
    task.killed = true;
    for (int i = 0; i < 5; ++i) {  // its time is over before it runs
        arch::IrqGuard irq;
        sched::expire_timers();
    }
    EXPECT_TRUE(world.run());
    EXPECT_EQ(has, (std::vector<int>{0}));
    EXPECT_TRUE(refused.empty());
}

TEST_F(Semaphores, WakingUpForNothingIsNotBeingGiven) {
    sched::Task& task = taker(0);
    for (int i = 0; i < 3; ++i) {
        world.run_now();
        sched::wakeup_proc(task);
    }
    world.run_now();
    EXPECT_TRUE(has.empty());
    semaphore.up();
    EXPECT_TRUE(world.run());
}

TEST_F(Semaphores, KilledOnlyIfItMayBe) {
    sched::Task& patient = taker(0);
    sched::Task& other = taker(1, {0, true});
    world.run_now();
    EXPECT_EQ(patient.wait_reason, sched::WaitReason::None);
    EXPECT_EQ(other.wait_reason, sched::WaitReason::Event);
    patient.killed = other.killed = true;
    sched::wakeup_proc(patient);
    sched::wakeup_proc(other);
    EXPECT_FALSE(world.run());
    EXPECT_EQ(refused, (Refusals{{1, Error::Killed}}));
    semaphore.up();
    EXPECT_TRUE(world.run());
    EXPECT_EQ(has, (std::vector<int>{0}));
}

TEST_F(Semaphores, WhoWaitsIsRefusedWhenItGoes) {
    for (int i = 0; i < 3; ++i) {
        taker(i, {9, true});
        world.run_now();
    }
    semaphore.refuse_waiters(Error::Invalid);
    EXPECT_TRUE(world.run());
    EXPECT_EQ(refused.size(), 3U);
    for (const auto& [number, error] : refused)
        EXPECT_EQ(error, Error::Invalid);
    EXPECT_EQ(semaphore.value(), 0U);
}

// What goes in comes out, and nothing else, whoever gives up meanwhile.
TEST(RandomSemaphores, CountRight) {
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::Semaphore semaphore{3};
        u32 ups = 0, downs = 0;
        World world(seed);
        for (int i = 0; i < 6; ++i)
            world.add([&] {
                for (int round = 0; round < 15; ++round) {
                    const u32 what = world.random(6);
                    if (what < 3) {
                        ++ups;
                        semaphore.up();
                    } else if (what == 3) {
                        downs += semaphore.try_down();
                    } else {
                        downs += semaphore.down({1 + world.random(4), true}).has_value();
                    }
                }
            });
        world.check = [&] { ASSERT_LE(downs, 3 + ups); };
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_EQ(semaphore.value(), 3 + ups - downs) << seed;
    }
}

TEST(RandomSemaphores, KeepOthersOut) {
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::Semaphore semaphore{2};
        u32 inside = 0, most = 0;
        World world(seed);
        for (int i = 0; i < 5; ++i)
            world.add([&] {
                for (int round = 0; round < 8; ++round) {
                    semaphore.down();
                    most = std::max(most, ++inside);
                    if (world.random(2))
                        sched::sleep(world.random(3));
                    --inside;
                    semaphore.up();
                }
            });
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_EQ(most, 2U) << seed;
        EXPECT_EQ(semaphore.value(), 2U);
    }
}

// --- monitors ------------------------------------------------------------------------------------

// Hoare's promise: nothing comes between announcing and being called, so `if` is enough.
TEST(Monitors, ABoundedBufferWithIf) {
    constexpr usize kSize = 2;
    constexpr int kItems = 20, kThreads = 3;
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::Monitor monitor;
        sync::Condition not_full(monitor), not_empty(monitor);
        std::deque<int> buffer;
        std::vector<int> taken;
        int inside = 0;
        World world(seed);
        for (int i = 0; i < kThreads; ++i) {
            world.add([&, i] {
                for (int item = 0; item < kItems; ++item) {
                    sync::MonitorGuard guard(monitor);
                    ASSERT_EQ(inside++, 0);
                    if (buffer.size() == kSize) {
                        --inside;
                        not_full.cond_wait();
                        ASSERT_EQ(inside++, 0);
                    }
                    ASSERT_LT(buffer.size(), kSize) << seed;
                    buffer.push_back(i * kItems + item);
                    --inside;
                    not_empty.cond_signal();
                    ASSERT_EQ(inside, 0);
                }
            });
            world.add([&] {
                for (int item = 0; item < kItems; ++item) {
                    sync::MonitorGuard guard(monitor);
                    ASSERT_EQ(inside++, 0);
                    if (buffer.empty()) {
                        --inside;
                        not_empty.cond_wait();
                        ASSERT_EQ(inside++, 0);
                    }
                    ASSERT_FALSE(buffer.empty()) << seed;
                    taken.push_back(buffer.front());
                    buffer.pop_front();
                    --inside;
                    not_full.cond_signal();
                }
            });
        }
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_EQ(taken.size(), static_cast<usize>(kThreads * kItems));
        std::sort(taken.begin(), taken.end());
        for (int i = 0; i < kThreads * kItems; ++i)
            EXPECT_EQ(taken[static_cast<usize>(i)], i);
        EXPECT_FALSE(not_full.is_waited_for() || not_empty.is_waited_for());
    }
}

TEST(Monitors, WhoAnnouncesGoesOnBeforeThoseAtTheDoor) {
    sync::Monitor monitor;
    sync::Condition condition(monitor);
    std::vector<const char*> said;
    World world(1);
    world.interrupted = 0;
    world.add([&] {
        sync::MonitorGuard guard(monitor);
        condition.cond_wait();
        said.push_back("called");
        sched::sleep(2);
    });
    world.run_now();
    world.add([&] {
        sync::MonitorGuard guard(monitor);
        said.push_back("calls");
        sched::sleep(2);  // somebody comes to the door
        condition.cond_signal();
        said.push_back("has called");
    });
    world.run_now();
    world.add([&] {
        sync::MonitorGuard guard(monitor);
        said.push_back("enters");
    });
    EXPECT_TRUE(world.run());
    EXPECT_EQ(said, (std::vector<const char*>{"calls", "called", "has called", "enters"}));
}

// --- condition variables -------------------------------------------------------------------------

// Mesa's: who is woken up looks again. A time-out comes back with the mutex, too.
TEST(ConditionVariables, ABoundedBufferWithWhile) {
    constexpr usize kSize = 2;
    constexpr int kItems = 15, kThreads = 3;
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::Mutex mutex("buffer");
        sync::ConditionVariable not_full, not_empty;
        usize filled = 0;
        int taken = 0, timeouts = 0;
        World world(seed);
        for (int i = 0; i < kThreads; ++i) {
            world.add([&] {
                for (int item = 0; item < kItems; ++item) {
                    sync::MutexGuard guard(mutex);
                    while (filled == kSize)
                        not_full.wait(mutex);
                    ASSERT_EQ(mutex.holder(), &sched::current());
                    ASSERT_LT(filled++, kSize);
                    not_empty.signal();
                }
            });
            world.add([&] {
                for (int item = 0; item < kItems; ++item) {
                    sync::MutexGuard guard(mutex);
                    while (filled == 0) {
                        timeouts += !not_empty.wait(mutex, {2, false}).has_value();
                        ASSERT_EQ(mutex.holder(), &sched::current());
                    }
                    --filled;
                    ++taken;
                    if (world.random(2))
                        not_full.broadcast();
                    else
                        not_full.signal();
                }
            });
        }
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_EQ(taken, kThreads * kItems);
        EXPECT_EQ(mutex.holder(), nullptr);
    }
}

TEST(ConditionVariables, NobodyIsMissedBetweenUnlockingAndWaiting) {
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        sync::Mutex mutex("flag");
        sync::ConditionVariable changed;
        bool flag = false;
        World world(seed);
        world.interrupted = 1;
        world.add([&] {
            sync::MutexGuard guard(mutex);
            while (!flag)
                changed.wait(mutex);
        });
        world.add([&] {
            sync::MutexGuard guard(mutex);
            flag = true;
            changed.signal();
        });
        EXPECT_TRUE(world.run()) << seed;
    }
}

// --- read-copy-update ----------------------------------------------------------------------------

// What a reader has seen is not freed while it reads; the address sanitizer would know.
TEST(ReadCopyUpdate, NobodyReadsWhatWasFreed) {
    for (u32 seed = 0; seed < kSeeds; ++seed) {
        struct Pair {
            int a, b;
        };
        sync::Rcu rcu;
        sync::RcuPointer<Pair> shared;
        shared.publish(new Pair{0, 0});
        int versions = 0;
        World world(seed);
        for (int i = 0; i < 4; ++i)
            world.add([&] {
                for (int round = 0; round < 12; ++round) {
                    sync::RcuReader reading(rcu);
                    const Pair* pair = shared.read();
                    const int seen = pair->a;
                    sched::sleep(world.random(4));
                    ASSERT_EQ(pair->a, seen);
                    ASSERT_EQ(pair->b, seen);
                }
            });
        for (int i = 0; i < 2; ++i)
            world.add([&] {
                for (int round = 0; round < 8; ++round) {
                    const int version = ++versions;
                    std::unique_ptr<Pair> old(shared.publish(new Pair{version, version}));
                    rcu.synchronize();
                }
            });
        ASSERT_TRUE(world.run()) << seed;
        EXPECT_EQ(versions, 16);
        delete shared.read();
    }
}

// There is always a reader; the writer waits for those before it only.
TEST(ReadCopyUpdate, WritersDoNotWaitForThoseWhoComeLater) {
    sync::Rcu rcu;
    bool done = false;
    World world(1);
    u32 phase = rcu.read_lock();
    world.add([&] {
        rcu.synchronize();
        done = true;
    });
    for (int i = 0; i < 5; ++i) {
        world.run_now();
        EXPECT_FALSE(done);
    }
    const u32 later = rcu.read_lock();
    rcu.read_unlock(phase);
    world.run_now();
    EXPECT_TRUE(done);
    rcu.read_unlock(later);
}

}  // namespace
