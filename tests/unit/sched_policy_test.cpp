// The scheduling policies: each one's promise as a number, on a simulated machine; and wrong
// policies, which the same measures catch.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <set>

#include "kern/sched/cfs.h"
#include "kern/sched/fifo.h"
#include "kern/sched/lottery.h"
#include "kern/sched/mlfq.h"
#include "kern/sched/round_robin.h"
#include "kern/sched/sjf.h"
#include "kern/sched/stride.h"
#include "tests/unit/sched_simulator.h"

namespace {

using sched::CfsScheduler;
using sched::FifoScheduler;
using sched::kTimeSlice;
using sched::LotteryScheduler;
using sched::MlfqScheduler;
using sched::RoundRobinScheduler;
using sched::SchedClass;
using sched::SchedEntity;
using sched::SjfScheduler;
using sched::StrideScheduler;
using sched_test::SimTask;
using sched_test::Simulator;

// --- measures
// --------------------------------------------------------------------------------------

// Tasks that compute all the time: the most by which one's share of the CPU is off what its
// priority (or, when `equal`, everybody's equal right) entitles it to, as a part of that.
double share_error(SchedClass& policy, const std::vector<u32>& priorities, u64 ticks,
                   bool equal = false) {
    Simulator machine(policy);
    double sum = 0;
    for (u32 priority : priorities) {
        machine.add(priority);
        sum += equal ? 1 : priority;
    }
    machine.run(ticks);
    double worst = 0;
    for (auto& task : machine.tasks()) {
        const double right = static_cast<double>(ticks) * (equal ? 1 : task->priority) / sum;
        worst = std::max(worst, std::abs(static_cast<double>(task->ran) - right) / right);
    }
    return worst;
}

// One task sleeps for long while two compute; then all three compute. What part of the time after
// that the sleeper gets, in the first `ticks` ticks; a third is fair.
double share_after_sleep(SchedClass& policy, u64 sleep, u64 ticks) {
    Simulator machine(policy);
    machine.add();
    machine.add();
    SimTask& sleeper = machine.add();
    machine.run(20);
    machine.sleep_for(sleeper, sleep);
    machine.run(sleep);
    const u64 before = sleeper.ran;
    machine.run(ticks);
    return static_cast<double>(sleeper.ran - before) / static_cast<double>(ticks);
}

// The same for one that is made late.
double share_of_newcomer(SchedClass& policy, u64 late, u64 ticks) {
    Simulator machine(policy);
    machine.add();
    machine.add();
    machine.run(late);
    SimTask& newcomer = machine.add();
    machine.run(ticks);
    return static_cast<double>(newcomer.ran) / static_cast<double>(ticks);
}

// Three tasks compute; one needs a tick now and then. How long that one waits on average when it
// wants to run, in ticks.
double wait_of_interactive(SchedClass& policy) {
    Simulator machine(policy);
    for (int i = 0; i < 3; ++i)
        machine.add();
    SimTask& interactive = machine.add(1, 1, 17);
    machine.run(4000);
    return static_cast<double>(interactive.wake_wait) / static_cast<double>(interactive.wakes);
}

// A task that computes beside so many short ones that they alone would fill the machine: how many
// ticks it gets in 4000.
u64 ticks_among_interactive(SchedClass& policy) {
    Simulator machine(policy);
    SimTask& computing = machine.add();
    for (int i = 0; i < 30; ++i)
        machine.add(1, 1, 20);
    machine.run(4000);
    return computing.ran;
}

// The longest that any task had to wait for its next turn, those included that still wait.
u64 longest_wait(Simulator& machine) {
    u64 longest = 0;
    for (auto& task : machine.tasks()) {
        longest = std::max(longest, task->longest_wait);
        if (task->queued)
            longest = std::max(longest, machine.now() - task->wanted_since);
    }
    return longest;
}

std::vector<u32> random_priorities(u32 seed) {
    std::mt19937 random(seed);
    std::vector<u32> priorities(2 + random() % 8);
    for (u32& priority : priorities)
        priority = 1 + random() % 10;
    return priorities;
}

// --- a policy of one function, to make wrong ones of
// -----------------------------------------------

class Wrong final : public SchedClass {
  public:
    const char* name() const override { return "wrong"; }
    void init() override { queue.clear(); }
    void enqueue(SchedEntity& task) override {
        if (refill || task.time_slice == 0)
            task.time_slice = kTimeSlice;
        queue.push_back(&task);
        if (on_enqueue)
            on_enqueue(task);
    }
    void dequeue(SchedEntity& task) override { std::erase(queue, &task); }
    SchedEntity* pick_next() override {
        if (queue.empty())
            return nullptr;
        const usize index = choose ? choose() : 0;
        SchedEntity* task = queue[index];
        queue.erase(queue.begin() + static_cast<long>(index));
        if (on_pick)
            on_pick(*task);
        return task;
    }
    void proc_tick(SchedEntity& task) override {
        if (on_tick)
            on_tick(task);
        if (task.time_slice != 0 && --task.time_slice == 0)
            task.needs_reschedule = true;
    }
    bool preempts(const SchedEntity&, const SchedEntity&) const override { return false; }

    // The index of the least by `key`, the first of several.
    usize least(auto key) const {
        usize best = 0;
        for (usize i = 1; i < queue.size(); ++i)
            if (key(*queue[i]) < key(*queue[best]))
                best = i;
        return best;
    }

    bool refill = false;
    std::vector<SchedEntity*> queue;
    std::function<usize()> choose;
    std::function<void(SchedEntity&)> on_enqueue, on_pick, on_tick;
};

// --- FIFO
// ------------------------------------------------------------------------------------------

TEST(SchedFifo, RunsToTheEndInOrder) {
    FifoScheduler policy{0};
    Simulator machine(policy);
    SimTask& first = machine.add(1, 100);
    SimTask& second = machine.add(9, 10);
    machine.run(150);
    EXPECT_EQ(first.ended_at, 100U);
    EXPECT_EQ(second.ended_at, 110U);
    EXPECT_EQ(machine.idle_ticks(), 40U);
}

TEST(SchedFifo, GivesWayByTheClockWhenAsked) {
    FifoScheduler policy{5};
    EXPECT_LT(share_error(policy, {1, 1, 1, 1}, 4000), 0.01);
}

// --- round robin
// -----------------------------------------------------------------------------------

TEST(SchedRoundRobin, IsFair) {
    for (usize tasks : {2, 3, 7, 20}) {
        RoundRobinScheduler policy;
        EXPECT_LT(share_error(policy, std::vector<u32>(tasks, 1), 4000), 0.05) << tasks;
    }
}

TEST(SchedRoundRobin, NobodyWaitsLongerThanARound) {
    RoundRobinScheduler policy;
    Simulator machine(policy);
    for (u32 i = 0; i < 10; ++i)
        machine.add(1, i % 2 == 0 ? SimTask::kForEver : 3, 11);
    machine.run(3000);
    EXPECT_LE(longest_wait(machine), 9U * kTimeSlice);
}

TEST(SchedRoundRobin, TurnsHaveTheTimeSlice) {
    RoundRobinScheduler policy;
    Simulator machine(policy);
    SimTask& a = machine.add();
    SimTask& b = machine.add();
    machine.run(kTimeSlice);
    EXPECT_EQ(a.ran, kTimeSlice);
    EXPECT_EQ(b.ran, 0U);
    machine.run(kTimeSlice);
    EXPECT_EQ(b.ran, kTimeSlice);
}

TEST(SchedRoundRobin, WhatIsLeftOfATurnIsKept) {
    RoundRobinScheduler policy;
    Simulator machine(policy);
    SimTask& a = machine.add();
    machine.add();
    machine.run(3);
    machine.yield();  // a has 2 ticks left
    machine.run(kTimeSlice);
    EXPECT_EQ(a.ran, 3U);
    machine.run(kTimeSlice);
    EXPECT_EQ(a.ran, 5U);  // its next turn is shorter
}

TEST(SchedRoundRobin, WrongOnesAreCaught) {
    Wrong lifo;
    lifo.choose = [&] { return lifo.queue.size() - 1; };
    EXPECT_GT(share_error(lifo, {1, 1, 1}, 4000), 0.05);
    Wrong never_ends;  // every tick gives a new time slice
    never_ends.on_tick = [](SchedEntity& task) { task.time_slice = kTimeSlice; };
    EXPECT_GT(share_error(never_ends, {1, 1, 1}, 4000), 0.05);
}

// --- stride
// ----------------------------------------------------------------------------------------

TEST(SchedStride, PassesCompareAcrossTheWrap) {
    SchedEntity a, b;
    auto before = [&](u32 pass_a, u32 pass_b) {
        a.pass = pass_a;
        b.pass = pass_b;
        return sched::stride_before(a, b);
    };
    EXPECT_TRUE(before(1, 2));
    EXPECT_FALSE(before(2, 1));
    EXPECT_FALSE(before(7, 7));
    EXPECT_TRUE(before(0xffffffff, 0));
    EXPECT_TRUE(before(0xfffffff0, 0x10));
    EXPECT_FALSE(before(0x10, 0xfffffff0));
    EXPECT_TRUE(before(5, 5 + sched::kBigStride));
    EXPECT_FALSE(before(5 + sched::kBigStride, 5));
    EXPECT_TRUE(before(0xc0000000, 0xc0000000 + sched::kBigStride));
}

TEST(SchedStride, PriorityNoughtCountsAsOne) {
    EXPECT_EQ(sched::stride_of(0), sched::kBigStride);
    EXPECT_EQ(sched::stride_of(1), sched::kBigStride);
    EXPECT_EQ(sched::stride_of(4), sched::kBigStride / 4);
}

TEST(SchedStride, SharesAreAsThePriorities) {
    StrideScheduler course;
    EXPECT_LT(share_error(course, {1, 2, 3, 4, 5}, 4000), 0.05);
    StrideScheduler extremes;
    EXPECT_LT(share_error(extremes, {1, sched::kMaxPriority}, 200000), 0.05);
    // Passes wrap around at least every other turn of a task with priority 1.
    for (u32 seed = 1; seed <= 50; ++seed) {
        StrideScheduler policy;
        EXPECT_LT(share_error(policy, random_priorities(seed), 20000), 0.05) << "seed " << seed;
    }
}

TEST(SchedStride, SleepersNeitherGainNorLose) {
    // However long it sleeps: the passes wrap around several times meanwhile.
    for (u64 sleep = 50; sleep <= 2000; sleep += 13) {
        StrideScheduler policy;
        EXPECT_NEAR(share_after_sleep(policy, sleep, 300), 1.0 / 3, 0.05) << "sleep " << sleep;
    }
}

TEST(SchedStride, NewcomersNeitherGainNorLose) {
    for (u64 late = 0; late <= 2000; late += 37) {
        StrideScheduler policy;
        EXPECT_NEAR(share_of_newcomer(policy, late, 300), 1.0 / 3, 0.05) << "late " << late;
    }
}

TEST(SchedStride, NewPriorityCounts) {
    StrideScheduler policy;
    Simulator machine(policy);
    SimTask& a = machine.add(1);
    SimTask& b = machine.add(1);
    machine.run(1000);
    machine.set_priority(a, 3);
    const u64 a_before = a.ran, b_before = b.ran;
    machine.run(4000);
    EXPECT_NEAR(static_cast<double>(a.ran - a_before) / static_cast<double>(b.ran - b_before), 3.0,
                0.15);
}

// As user/priority.c has it: each child inherits a high priority, and sets its own in its first turn.
TEST(SchedStride, FirstTurnIsPaidAtThePriorityThatItSets) {
    StrideScheduler policy;
    Simulator machine(policy);
    constexpr u64 kCycle = sched::kTimeSlice * (1 + 2 + 3 + 4 + 5);
    SimTask* tasks[5];
    for (SimTask*& task : tasks)
        task = &machine.add(6);
    u32 known = 0;
    for (u64 tick = 0; tick < 20 * kCycle; ++tick) {
        for (u32 i = 0; i < 5; ++i)
            if (tasks[i]->ran == 1 && (known & 1u << i) == 0) {
                known |= 1u << i;
                machine.set_priority(*tasks[i], i + 1);
            }
        machine.run(1);
    }
    for (u32 i = 0; i < 5; ++i)
        EXPECT_NEAR(static_cast<double>(tasks[i]->ran), 20.0 * sched::kTimeSlice * (i + 1),
                    sched::kTimeSlice / 2.0)
            << "priority " << i + 1;
}

TEST(SchedStride, WrongOnesAreCaught) {
    auto pays = [](SchedEntity& task) { task.pass += sched::stride_of(task.priority); };
    Wrong unsigned_comparison;
    unsigned_comparison.on_pick = pays;
    unsigned_comparison.choose = [&] {
        return unsigned_comparison.least([](const SchedEntity& task) { return task.pass; });
    };
    EXPECT_GT(share_error(unsigned_comparison, {1, 2, 3, 4, 5}, 4000), 0.05);
    Wrong pays_priority;
    pays_priority.on_pick = [](SchedEntity& task) { task.pass += task.priority; };
    pays_priority.choose = [&] {
        return pays_priority.least([](const SchedEntity& task) { return task.pass; });
    };
    EXPECT_GT(share_error(pays_priority, {1, 2, 3, 4, 5}, 4000), 0.05);
    Wrong makes_up_for_sleep;  // 64 bits: no wrap; but nobody takes care of sleepers
    makes_up_for_sleep.on_pick = [](SchedEntity& task) { task.virtual_runtime += 1000; };
    makes_up_for_sleep.choose = [&] {
        return makes_up_for_sleep.least(
            [](const SchedEntity& task) { return task.virtual_runtime; });
    };
    EXPECT_GT(share_after_sleep(makes_up_for_sleep, 2000, 300), 0.5);
    EXPECT_GT(share_of_newcomer(makes_up_for_sleep, 2000, 300), 0.5);
}

// --- MLFQ
// ------------------------------------------------------------------------------------------

TEST(SchedMlfq, PrefersTheInteractive) {
    MlfqScheduler policy;
    RoundRobinScheduler round_robin;
    EXPECT_LT(wait_of_interactive(policy), 1.0);
    EXPECT_GT(wait_of_interactive(round_robin), 5.0);
}

TEST(SchedMlfq, ComputingTasksSinkAndShareFairly) {
    MlfqScheduler policy;
    EXPECT_LT(share_error(policy, {1, 1, 1, 1}, 20000), 0.05);
    MlfqScheduler another;
    Simulator machine(another);
    SimTask& task = machine.add();
    machine.run(1);
    EXPECT_EQ(task.level, 0U);
    machine.run(2 + 4 + 8);
    EXPECT_EQ(task.level, 3U);
    machine.run(100);
    EXPECT_EQ(task.level, 3U);
    machine.run(MlfqScheduler::kBoostPeriod - 115);
    EXPECT_EQ(task.level, 0U);
}

TEST(SchedMlfq, NobodyStarves) {
    MlfqScheduler policy;
    EXPECT_GT(ticks_among_interactive(policy), 4000U / MlfqScheduler::kBoostPeriod);
}

// Giving way just before the time is used up does not keep a task in the best queue.
TEST(SchedMlfq, CannotBeGamed) {
    MlfqScheduler policy;
    Simulator machine(policy);
    SimTask& honest = machine.add();
    SimTask& gamer = machine.add(1, 1, 1);  // a tick of sleep after every tick of work
    machine.run(20);
    EXPECT_GT(gamer.level, 0U);
    machine.run(4000);
    EXPECT_GT(honest.ran, 1500U);
}

TEST(SchedMlfq, WrongOnesAreCaught) {
    Wrong no_boost;  // who computes waits until the others all sleep
    no_boost.refill = true;
    no_boost.on_tick = [](SchedEntity& task) { task.level += task.time_slice == 1 ? 1 : 0; };
    no_boost.choose = [&] {
        return no_boost.least([](const SchedEntity& task) { return task.level; });
    };
    EXPECT_LT(ticks_among_interactive(no_boost), 4000U / MlfqScheduler::kBoostPeriod);
    Wrong one_level;
    EXPECT_GT(wait_of_interactive(one_level), 1.0);
}

// --- CFS
// -------------------------------------------------------------------------------------------

TEST(SchedCfs, IsFair) {
    for (usize tasks : {2, 3, 7, 20}) {
        CfsScheduler policy;
        EXPECT_LT(share_error(policy, std::vector<u32>(tasks, 1), 4000), 0.05) << tasks;
    }
}

TEST(SchedCfs, SharesAreAsThePriorities) {
    CfsScheduler course;
    EXPECT_LT(share_error(course, {1, 2, 3, 4, 5}, 4000), 0.05);
    CfsScheduler extremes;
    EXPECT_LT(share_error(extremes, {1, sched::kMaxPriority}, 200000), 0.05);
    for (u32 seed = 1; seed <= 50; ++seed) {
        CfsScheduler policy;
        EXPECT_LT(share_error(policy, random_priorities(seed), 20000), 0.05) << "seed " << seed;
    }
}

// Virtual run times have 64 bits: where 32 of them wrap around, nothing happens.
TEST(SchedCfs, GoesOnBeyond32Bits) {
    for (u64 start : {(u64{1} << 32) - 100 * CfsScheduler::kUnit, (u64{1} << 63) - 7}) {
        CfsScheduler policy{start};
        EXPECT_LT(share_error(policy, {1, 2, 3}, 6000), 0.05);
        CfsScheduler another{start};
        EXPECT_NEAR(share_after_sleep(another, 500, 300), 1.0 / 3, 0.05);
    }
}

TEST(SchedCfs, SleepersGainLittle) {
    for (u64 sleep : {50, 500, 5000}) {
        CfsScheduler policy;
        EXPECT_NEAR(share_after_sleep(policy, sleep, 300), 1.0 / 3, 0.05) << "sleep " << sleep;
    }
}

TEST(SchedCfs, NewcomersNeitherGainNorLose) {
    for (u64 late : {0, 100, 1000, 10000}) {
        CfsScheduler policy;
        EXPECT_NEAR(share_of_newcomer(policy, late, 300), 1.0 / 3, 0.05) << "late " << late;
    }
}

TEST(SchedCfs, ServesTheInteractiveAtOnce) {
    CfsScheduler policy;
    EXPECT_LT(wait_of_interactive(policy), 1.0);
}

TEST(SchedCfs, NobodyStarves) {
    CfsScheduler policy;
    EXPECT_GT(ticks_among_interactive(policy), 4000U / 31 / 2);
}

TEST(SchedCfs, WrongOnesAreCaught) {
    auto by_runtime = [](Wrong& policy) {
        policy.choose = [&policy] {
            return policy.least([](const SchedEntity& task) { return task.virtual_runtime; });
        };
    };
    Wrong no_weights;
    by_runtime(no_weights);
    no_weights.on_tick = [](SchedEntity& task) { task.virtual_runtime += 1000; };
    EXPECT_GT(share_error(no_weights, {1, 2, 3}, 4000), 0.05);
    Wrong upside_down;
    by_runtime(upside_down);
    upside_down.on_tick = [](SchedEntity& task) { task.virtual_runtime += task.priority; };
    EXPECT_GT(share_error(upside_down, {1, 2, 3}, 4000), 0.05);
    Wrong no_minimum;
    by_runtime(no_minimum);
    no_minimum.on_tick = no_weights.on_tick;
    EXPECT_GT(share_after_sleep(no_minimum, 2000, 300), 0.5);
}

// --- lottery
// ---------------------------------------------------------------------------------------

// How far the turns are from their expected number, at worst, in standard deviations.
double lottery_deviation(SchedClass& policy, const std::vector<u32>& priorities, u64 turns) {
    Simulator machine(policy);
    for (u32 priority : priorities)
        machine.add(priority);
    machine.run(turns * kTimeSlice);
    const double sum = std::accumulate(priorities.begin(), priorities.end(), 0.0);
    double worst = 0;
    for (auto& task : machine.tasks()) {
        const double p = task->priority / sum, n = static_cast<double>(turns);
        const double off = std::abs(static_cast<double>(task->turns) - n * p);
        worst = std::max(worst, off / std::sqrt(n * p * (1 - p)));
    }
    return worst;
}

TEST(SchedLottery, SharesAreWithinWhatChanceAllows) {
    int beyond_two = 0;
    for (u32 seed = 1; seed <= 40; ++seed) {
        LotteryScheduler policy;
        policy.set_seed(seed);
        const double deviation = lottery_deviation(policy, {1, 2, 3, 4, 5}, 3000);
        EXPECT_LT(deviation, 4.0) << "seed " << seed;
        beyond_two += deviation > 2.0 ? 1 : 0;
    }
    EXPECT_LT(beyond_two, 16);  // of 40: about 8 are to be expected, with five tasks each
}

TEST(SchedLottery, TheSeedDecides) {
    std::vector<std::vector<u64>> runs;
    for (u32 seed : {7, 7, 8}) {
        LotteryScheduler policy;
        policy.set_seed(seed);
        Simulator machine(policy);
        for (u32 priority : {1, 2, 3})
            machine.add(priority);
        machine.run(3000);
        runs.emplace_back();
        for (auto& task : machine.tasks())
            runs.back().push_back(task->ran);
    }
    EXPECT_EQ(runs[0], runs[1]);
    EXPECT_NE(runs[0], runs[2]);
}

TEST(SchedLottery, WrongOnesAreCaught) {
    Wrong no_tickets;
    std::mt19937 random(3);
    no_tickets.choose = [&] { return random() % no_tickets.queue.size(); };
    EXPECT_GT(lottery_deviation(no_tickets, {1, 2, 3, 4, 5}, 3000), 4.0);
}

// --- shortest job first
// ------------------------------------------------------------------------------

TEST(SchedSjf, EstimatesFollowTheBursts) {
    SjfScheduler policy;
    Simulator machine(policy);
    SimTask& task = machine.add(1, 20, 5);
    machine.run(1000);
    EXPECT_NEAR(task.burst_estimate, 20.0 * SjfScheduler::kUnit, SjfScheduler::kUnit);
}

TEST(SchedSjf, ShortBurstsGoFirst) {
    SjfScheduler policy;
    FifoScheduler fifo{0};
    double waits[2];
    for (SchedClass* used : {static_cast<SchedClass*>(&policy), static_cast<SchedClass*>(&fifo)}) {
        Simulator machine(*used);
        for (u32 burst : {30, 20, 2, 3, 1})
            machine.add(1, burst, 25);
        machine.run(10000);
        double waited = 0, wakes = 0;
        for (auto& task : machine.tasks()) {
            waited += static_cast<double>(task->wake_wait);
            wakes += static_cast<double>(task->wakes);
        }
        waits[used == &fifo ? 1 : 0] = waited / wakes;
    }
    EXPECT_LT(waits[0], 0.8 * waits[1]);
}

// --- all
// -------------------------------------------------------------------------------------------

// Tasks come, go, change priority, and leave the queue: nobody is lost, nobody is picked who was
// not there, and none is forgotten while it waits.
void churn(SchedClass& policy, u32 seed) {
    std::mt19937 random(seed);
    std::vector<std::unique_ptr<SchedEntity>> tasks;
    for (int i = 0; i < 40; ++i)
        tasks.push_back(std::make_unique<SchedEntity>());
    std::set<SchedEntity*> queued;
    SchedEntity* running = nullptr;
    for (int step = 0; step < 4000; ++step) {
        SchedEntity* task = tasks[random() % tasks.size()].get();
        switch (random() % 5) {
        case 0:
        case 1:
            if (task != running && queued.insert(task).second) {
                policy.enqueue(*task);
                if (running != nullptr)
                    static_cast<void>(policy.preempts(*task, *running));
            }
            break;
        case 2:
            if (queued.erase(task) != 0) {
                policy.dequeue(*task);
                task->priority = 1 + random() % sched::kMaxPriority;
            }
            break;
        case 3:
            if (running != nullptr && random() % 2 == 0) {
                queued.insert(running);
                policy.enqueue(*running);
            }
            running = policy.pick_next();
            ASSERT_EQ(running == nullptr, queued.empty());
            if (running != nullptr) {
                ASSERT_EQ(queued.erase(running), 1U);
            }
            break;
        case 4:
            if (running != nullptr)
                policy.proc_tick(*running);
            break;
        }
    }
    while (SchedEntity* task = policy.pick_next())
        ASSERT_EQ(queued.erase(task), 1U);
    EXPECT_TRUE(queued.empty());
}

TEST(SchedPolicies, LoseNobody) {
    for (u32 seed = 1; seed <= 20; ++seed) {
        FifoScheduler fifo{5};
        RoundRobinScheduler round_robin;
        StrideScheduler stride;
        MlfqScheduler mlfq;
        CfsScheduler cfs;
        LotteryScheduler lottery;
        SjfScheduler sjf;
        for (SchedClass* policy : std::initializer_list<SchedClass*>{&fifo, &round_robin, &stride,
                                                                     &mlfq, &cfs, &lottery, &sjf}) {
            SCOPED_TRACE(policy->name());
            churn(*policy, seed);
        }
    }
}

// What tasks of all kinds have had of the CPU after each tick.
template <typename Policy, typename... Arguments>
std::vector<u64> history(Simulator::GiveWay give_way, Arguments... arguments) {
    Policy policy{arguments...};
    Simulator machine(policy, give_way);
    for (u32 i = 0; i < 9; ++i)
        machine.add(1 + i % 4, i % 3 == 0 ? SimTask::kForEver : 1 + i % 5, 3 + i);
    std::vector<u64> all;
    for (u32 tick = 0; tick < 5000; ++tick) {
        machine.run(1);
        if (tick % 97 == 0)
            machine.set_priority(*machine.tasks()[tick % 9], 1 + tick % 7);
        for (auto& task : machine.tasks())
            all.push_back(task->ran);
    }
    return all;
}

TEST(SchedPolicies, PickAfterIsEnqueueAndPickNext) {
    using enum Simulator::GiveWay;
    EXPECT_EQ(history<RoundRobinScheduler>(InOneCall), history<RoundRobinScheduler>(InTwo));
    EXPECT_EQ(history<StrideScheduler>(InOneCall), history<StrideScheduler>(InTwo));
    EXPECT_EQ(history<FifoScheduler>(InOneCall, u32{5}), history<FifoScheduler>(InTwo, u32{5}));
}

// Where a policy promises that nobody starves: tasks of all kinds together, each gets a turn again.
TEST(SchedPolicies, NobodyWaitsForEver) {
    RoundRobinScheduler round_robin;
    StrideScheduler stride;
    MlfqScheduler mlfq;
    CfsScheduler cfs;
    for (SchedClass* policy :
         std::initializer_list<SchedClass*>{&round_robin, &stride, &mlfq, &cfs}) {
        Simulator machine(*policy);
        for (u32 i = 0; i < 12; ++i)
            machine.add(1 + i % 4, i % 3 == 0 ? SimTask::kForEver : 1 + i % 5, 3 + i);
        machine.run(20000);
        EXPECT_LT(longest_wait(machine), 2000U) << policy->name();
        for (auto& task : machine.tasks())
            EXPECT_GT(task->turns, 20U) << policy->name();
    }
}

TEST(SchedPolicies, PriorityHasLimits) {
    EXPECT_EQ(sched::clamp_priority(0), 1U);
    EXPECT_EQ(sched::clamp_priority(5), 5U);
    EXPECT_EQ(sched::clamp_priority(~0U), sched::kMaxPriority);
}

}  // namespace
