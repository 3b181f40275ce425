// Tests of kern/sched/timer_queue.h: against a model, and what a tick touches.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <map>
#include <memory>
#include <new>
#include <random>
#include <vector>

#include "kern/sched/timer_queue.h"

namespace {

using sched::Timer;
using sched::TimerQueue;

// Which timers went off, by the number in `argument`.
std::vector<usize> gone_off;

void note(Timer& timer) { gone_off.push_back(reinterpret_cast<usize>(timer.argument)); }

void prepare(Timer& timer, usize number) {
    timer.action = note;
    timer.argument = reinterpret_cast<void*>(number);
}

TEST(TimerQueue, GoesOffWhenDue) {
    TimerQueue queue;
    Timer timers[3];
    for (usize i = 0; i < 3; ++i)
        prepare(timers[i], i);
    gone_off.clear();
    queue.set(timers[0], 3);
    queue.set(timers[1], 1);
    queue.set(timers[2], 0);  // counts as 1
    EXPECT_EQ(queue.ticks_left(timers[0]), 3U);
    queue.tick();
    EXPECT_EQ(gone_off, (std::vector<usize>{1, 2}));
    EXPECT_FALSE(timers[1].is_set());
    queue.tick();
    EXPECT_EQ(queue.ticks_left(timers[0]), 1U);
    EXPECT_EQ(gone_off.size(), 2U);
    queue.tick();
    EXPECT_EQ(gone_off, (std::vector<usize>{1, 2, 0}));
    EXPECT_EQ(queue.size(), 0U);
}

TEST(TimerQueue, CancelledDoesNotGoOff) {
    TimerQueue queue;
    Timer first, second;
    prepare(first, 1);
    prepare(second, 2);
    gone_off.clear();
    queue.set(first, 2);
    queue.set(second, 4);
    queue.cancel(first);
    queue.cancel(first);  // nothing happens
    for (int i = 0; i < 10; ++i)
        queue.tick();
    EXPECT_EQ(gone_off, std::vector<usize>{2});
}

TEST(TimerQueue, ActionMaySetTimers) {
    struct Repeat {
        TimerQueue queue;
        Timer timer;
        u32 count = 0;
    } repeat;
    repeat.timer.argument = &repeat;
    repeat.timer.action = [](Timer& timer) {
        auto* self = static_cast<Repeat*>(timer.argument);
        ++self->count;
        self->queue.set(timer, 3);
    };
    repeat.queue.set(repeat.timer, 3);
    for (int i = 0; i < 30; ++i)
        repeat.queue.tick();
    EXPECT_EQ(repeat.count, 10U);
}

TEST(TimerQueue, AgreesWithModel) {
    constexpr usize kTimers = 30000;
    auto timers = std::make_unique<Timer[]>(kTimers);
    for (usize i = 0; i < kTimers; ++i)
        prepare(timers[i], i);
    TimerQueue queue;
    std::multimap<u64, usize> model;  // those for the same tick in the order in which they were set
    std::map<usize, std::multimap<u64, usize>::iterator> place;
    std::mt19937 random(5);
    u64 now = 0;
    for (u32 round = 0; round < 600; ++round) {
        for (u32 i = 0; i < 200; ++i) {
            const usize number = random() % kTimers;
            if (auto it = place.find(number); it != place.end()) {
                ASSERT_EQ(queue.ticks_left(timers[number]), it->second->first - now);
                queue.cancel(timers[number]);
                model.erase(it->second);
                place.erase(it);
            } else {
                const u32 ticks = random() % 4 == 0 ? random() : random() % 500;
                queue.set(timers[number], ticks);
                place[number] = model.emplace(now + std::max(ticks, 1U), number);
            }
        }
        gone_off.clear();
        queue.tick();
        ++now;
        std::vector<usize> expected;
        while (!model.empty() && model.begin()->first <= now) {
            expected.push_back(model.begin()->second);
            place.erase(model.begin()->second);
            model.erase(model.begin());
        }
        ASSERT_EQ(gone_off, expected);
        ASSERT_EQ(queue.size(), model.size());
    }
}

// A tick at which no timer is due touches not one of 50,000 timers: they may as well not be there.
TEST(TimerQueue, TickTouchesNoTimerThatIsNotDue) {
    constexpr usize kTimers = 50000;
    const usize bytes = kTimers * sizeof(Timer);
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    auto* timers = static_cast<Timer*>(memory);
    TimerQueue queue;
    for (usize i = 0; i < kTimers; ++i) {
        new (&timers[i]) Timer;
        prepare(timers[i], i);
        queue.set(timers[i], static_cast<u32>(1000 + i % 1000));
    }
    gone_off.clear();
    ASSERT_EQ(mprotect(memory, bytes, PROT_NONE), 0);
    for (int i = 0; i < 999; ++i)
        queue.tick();
    ASSERT_EQ(mprotect(memory, bytes, PROT_READ | PROT_WRITE), 0);
    EXPECT_TRUE(gone_off.empty());
    for (int i = 0; i < 1000; ++i) {
        queue.tick();
        EXPECT_EQ(gone_off.size(), 50U * (i + 1));
    }
    munmap(memory, bytes);
}

}  // namespace
