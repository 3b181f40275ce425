// Process numbers, against a set.
#include "kern/process/pid_allocator.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>

namespace {

using process::PidAllocator;
constexpr u32 kLimit = PidAllocator::kLimit;

constinit PidAllocator global;  // it must need no constructor at run time

// What the allocator promises: the next free number behind the last one, else the lowest.
class Model {
  public:
    Model() {
        for (u32 pid = 0; pid < kLimit; ++pid)
            free_.insert(pid);
    }
    bool full() const { return free_.empty(); }
    u32 in_use() const { return kLimit - static_cast<u32>(free_.size()); }
    u32 allocate() {
        auto found = free_.lower_bound(next_);
        if (found == free_.end())
            found = free_.begin();
        const u32 pid = *found;
        free_.erase(found);
        used_.insert(pid);
        next_ = pid + 1;
        return pid;
    }
    // Gives back one that is in use, near `hint`.
    u32 free_one(u32 hint) {
        auto found = used_.lower_bound(hint % kLimit);
        if (found == used_.end())
            found = used_.begin();
        const u32 pid = *found;
        used_.erase(found);
        free_.insert(pid);
        return pid;
    }

  private:
    std::set<u32> free_, used_;
    u32 next_ = 0;
};

TEST(PidAllocator, HandsOutEveryNumberOnceInOrder) {
    auto pids = std::make_unique<PidAllocator>();
    for (u32 expected = 0; expected < kLimit; ++expected) {
        ASSERT_EQ(pids->allocate().take(), expected);
        ASSERT_EQ(pids->in_use(), expected + 1);
    }
    EXPECT_EQ(pids->allocate().error(), Error::NoFreeProcess);
    EXPECT_EQ(pids->allocate().error(), Error::NoFreeProcess);
    EXPECT_EQ(pids->in_use(), kLimit);
}

// There is no loop in allocate(): every search takes the same few steps, so that the last number is
// found as fast as the first. Here: it is found at all, wherever it is.
TEST(PidAllocator, FindsTheOnlyFreeNumberWhereverItIs) {
    auto pids = std::make_unique<PidAllocator>();
    for (u32 i = 0; i < kLimit; ++i)
        static_cast<void>(pids->allocate().take());
    for (u32 hole = 0; hole < kLimit; ++hole) {
        pids->free(hole);
        ASSERT_EQ(pids->allocate().take(), hole);
        ASSERT_EQ(pids->allocate().error(), Error::NoFreeProcess);
    }
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        const u32 hole = static_cast<u32>(random() % kLimit);
        pids->free(hole);
        ASSERT_EQ(pids->allocate().take(), hole);
    }
}

TEST(PidAllocator, ANumberGivenBackWaitsUntilTheOthersHadTheirTurn) {
    auto pids = std::make_unique<PidAllocator>();
    for (u32 i = 0; i < 10; ++i)
        static_cast<void>(pids->allocate().take());
    pids->free(3);
    pids->free(9);
    for (u32 expected = 10; expected < kLimit; ++expected)
        ASSERT_EQ(pids->allocate().take(), expected);
    EXPECT_EQ(pids->allocate().take(), 3u);  // round the end, the lowest first
    EXPECT_EQ(pids->allocate().take(), 9u);
    EXPECT_FALSE(pids->allocate().has_value());
}

TEST(PidAllocator, RandomUseIsLikeASet) {
    for (u32 seed = 1; seed <= 4; ++seed) {
        auto pids = std::make_unique<PidAllocator>();
        Model model;
        std::mt19937 random(seed);
        for (int step = 0; step < 60000; ++step) {
            const bool fills = step / 15000 % 2 == 0;  // to the brim, and nearly empty again
            if (random() % 8 < (fills ? 7 : 1)) {
                Result<u32> pid = pids->allocate();
                ASSERT_EQ(pid.has_value(), !model.full());
                if (pid.has_value()) {
                    ASSERT_EQ(pid.value(), model.allocate());
                }
            } else if (model.in_use() > 0) {
                pids->free(model.free_one(static_cast<u32>(random())));
            }
            ASSERT_EQ(pids->in_use(), model.in_use());
        }
    }
}

TEST(PidAllocatorDeathTest, WrongFrees) {
    const u32 pid = global.allocate().take();
    EXPECT_DEATH(global.free(pid + 1), "");
    EXPECT_DEATH(global.free(kLimit), "kLimit");
    EXPECT_DEATH(global.free(~u32{0}), "kLimit");
    global.free(pid);
    EXPECT_DEATH(global.free(pid), "panic");
}

}  // namespace
