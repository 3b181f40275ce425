// Page faults and swap where things fail: reads and writes of the disk, allocations; and random
// runs, with and without failures.
#include <algorithm>
#include <ostream>
#include <random>

#include "tests/unit/swap_machine.h"

namespace swap_test {
namespace {

class SwapFailure : public Swap {};

TEST_F(SwapFailure, AFailingReadIsASwapFaultAndCanBeRepeated) {
    start(32);
    add_program(8);
    leave_frames(3);
    ASSERT_NO_FATAL_FAILURE(write_first(8));
    disk->good_reads = 0;
    for (usize page = 0; page < 8; ++page) {
        if (program().is_resident(page))
            continue;
        EXPECT_EQ(program().read(page).error(), Error::SwapFault);
        EXPECT_EQ(program().write(page, 0, 1).error(), Error::SwapFault);
        EXPECT_TRUE(program().entry(page).is_swapped());
        check_state();
    }
    repair();
    read_all();
}

TEST_F(SwapFailure, AFailingWriteKeepsThePage) {
    start(32);
    add_program(8);
    leave_frames(3);
    ASSERT_NO_FATAL_FAILURE(write_first(3));
    disk->good_writes = 0;
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(program().write(5, 0, 1).error(), Error::NoMemory);
        EXPECT_EQ(vm::swap_slots_in_use(), 0u);
        for (usize page = 0; page < 3; ++page)
            EXPECT_TRUE(program().is_resident(page) && program().read(page).has_value());
        check_state();
    }
    repair();
    EXPECT_TRUE(program().write(5, 0, 1).has_value());
    read_all();
}

// The disk fails to take a page's newer contents: the old ones in its slot are spoilt, and must
// never come back.
TEST_F(SwapFailure, AFailingWriteToAnOldSlot) {
    start(64);
    add_program(6);
    leave_frames(3);
    ASSERT_NO_FATAL_FAILURE(write_first(6));
    read_all();
    for (usize page = 0; page < 6; ++page) {
        if (program().is_resident(page)) {
            ASSERT_NE(program().frame(page)->swap_slot(), 0u);
            ASSERT_TRUE(program().write(page, 2, 0x77).has_value());
        }
    }
    disk->good_writes = 0;
    EXPECT_EQ(program().read(0).error(), Error::NoMemory);
    check_state();
    repair();
    read_all();
}

// One page that can not leave does not keep the others from leaving.
TEST_F(SwapFailure, AnotherPageLeavesWhenOneCanNot) {
    for (const char* policy : kPolicies) {
        start(32, policy);
        add_program(8);
        leave_frames(3);
        ASSERT_NO_FATAL_FAILURE(write_first(3));
        disk->good_writes = 0;
        disk->fails_once = true;
        EXPECT_TRUE(program().write(3, 0, 1).has_value()) << policy;
        EXPECT_EQ(disk->failures, 1u);
        check_state();
        read_all();
        TearDown();
        hogged.clear();
    }
    start(0);
    free_before = mm::nr_free_pages();
}

// The k-th read or write fails, for every k of a run: that access fails or another page leaves,
// and everything else is as it would have been.
TEST_F(SwapFailure, EveryRequestMayBeTheOneThatFails) {
    for (int k = 0; k < 60; ++k) {
        for (bool reads : {false, true}) {
            start(24, kPolicies[k % 4]);
            add_program(10);
            leave_frames(4);
            (reads ? disk->good_reads : disk->good_writes) = k;
            disk->fails_once = true;
            std::mt19937 random(7);
            for (int step = 0; step < 150; ++step) {
                const usize page = random() % 10;
                const bool writes = random() % 2;
                const u32 failures = disk->failures;
                Result<void> result = writes ? program().write(page, step, static_cast<u8>(step))
                                             : program().read(page);
                if (!result.has_value()) {
                    EXPECT_GT(disk->failures, failures);
                    EXPECT_EQ(result.error(), reads ? Error::SwapFault : Error::NoMemory);
                }
            }
            check_state();
            read_all();
            TearDown();
            hogged.clear();
        }
    }
    start(0);
    free_before = mm::nr_free_pages();
}

TEST_F(SwapFailure, EveryAllocationMayBeTheOneThatFails) {
    start(32);
    for (int successes = 0; successes < 12; ++successes) {
        const usize free_frames = mm::nr_free_pages();
        host_frames::fail_after(successes);
        {
            Result<Ref<AddressSpace>> space = AddressSpace::create();
            if (space.has_value()) {
                AddressSpace& made = *space.value();
                static_cast<void>(made.map(VirtAddr(0x1000), 16 * kPageSize, kReadWrite));
                made.activate();
                for (usize page = 1; page <= 3; ++page)
                    static_cast<void>(host_cpu::access(made, page * kPageSize, Access::Write));
                AddressSpace::deactivate();
            }
        }
        host_frames::fail_after(-1);
        EXPECT_EQ(mm::nr_free_pages(), free_frames) << successes;
    }
    free_before = mm::nr_free_pages();
}

// --- random runs

struct Load {
    const char* policy;
    u32 slots;  // 3 programs of 14 pages use 42
    usize frames;
    int bad_percent;  // of the times that the disk is broken for a while
};

std::ostream& operator<<(std::ostream& out, const Load& load) {
    return out << load.policy << "_" << load.slots << "_slots_" << load.frames << "_frames_"
               << load.bad_percent << "_bad";
}

class RandomSwap : public Swap, public testing::WithParamInterface<Load> {
  protected:
    static constexpr usize kPages = 14;

    void visit() {
        Program& visited = program(random() % programs.size());
        // Half of the visits go to a quarter of the pages.
        const usize page = random() % 2 ? random() % (kPages / 4) : random() % kPages;
        const usize offset = random() % kPageSize;
        Result<void> result = random() % 3 == 0
                                  ? visited.write(page, offset, static_cast<u8>(random()))
                                  : visited.read(page, offset);
        if (!result.has_value()) {
            ++errors;
            const bool allowed = disk->failures > 0 || vm::swap_slots_in_use() == GetParam().slots;
            ASSERT_TRUE(allowed) << error_text(result.error());
        }
    }
    void step() {
        const u32 kind = random() % 200;
        if (kind == 0) {
            programs.erase(programs.begin() + static_cast<long>(random() % programs.size()));
            while (mm::nr_free_pages() < 4)  // its root, its table and its objects need frames
                static_cast<void>(vm::swap_out(4));
            programs.push_back(std::make_unique<Program>(kPages));
            while (mm::nr_free_pages() > GetParam().frames)
                hogged.push_back(mm::alloc_page().take());
        } else if (kind < 8) {
            const usize first = random() % kPages;
            program(random() % programs.size())
                .renew(first, std::min<usize>(first + 1 + random() % 4, kPages));
        } else {
            visit();
        }
        if (random() % 50 == 0) {
            const bool breaks = static_cast<int>(random() % 100) < GetParam().bad_percent;
            disk->good_reads = breaks ? static_cast<int>(random() % 5) : -1;
            disk->good_writes = breaks ? static_cast<int>(random() % 5) : -1;
            disk->fails_once = random() % 2;
        }
    }

    std::mt19937 random{42};
    u32 errors = 0;
};

TEST_P(RandomSwap, EveryByteOfEveryPageIsRight) {
    start(GetParam().slots, GetParam().policy);
    free_before = mm::nr_free_pages();
    for (int i = 0; i < 3; ++i)
        add_program(kPages);
    leave_frames(GetParam().frames);
    for (int i = 0; i < 12000 && !HasFailure(); ++i) {
        if (GetParam().bad_percent == 0 || disk->good_writes < 0)
            step();
        else
            visit(), random() % 40 == 0 ? repair() : void();
        if (i % 16 == 0)
            check_state();
    }
    const bool may_fail = GetParam().bad_percent > 0 || GetParam().slots < 42;
    EXPECT_EQ(errors > 0, may_fail);
    repair();
}

INSTANTIATE_TEST_SUITE_P(
    Loads, RandomSwap,
    testing::Values(Load{"fifo", 200, 10, 0}, Load{"clock", 200, 10, 0},
                    Load{"extended_clock", 200, 10, 0}, Load{"lru", 200, 10, 0},
                    Load{"fifo", 60, 3, 0}, Load{"clock", 60, 3, 0},  // half full
                    Load{"extended_clock", 60, 3, 0}, Load{"lru", 60, 3, 0}, Load{"fifo", 20, 8, 0},
                    Load{"extended_clock", 20, 8, 0},                      // full
                    Load{"fifo", 200, 10, 30}, Load{"clock", 60, 10, 30},  // failing
                    Load{"extended_clock", 60, 5, 30}, Load{"lru", 30, 10, 30}),
    testing::PrintToStringParamName());

}  // namespace
}  // namespace swap_test
