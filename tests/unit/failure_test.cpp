// Allocations that fail as planned.
#include "kern/mm/failure.h"

#include <gtest/gtest.h>

#include <string>

#include "kern/mm/heap.h"
#include "kern/mm/zeroed_frames.h"
#include "tests/unit/host_frames.h"
#include "tests/unit/host_kernel.h"

namespace {

using mm::Allocation;
using mm::FailurePlan;

// As many letters as allocations: f for one that failed.
std::string ask(Allocation what, int times) {
    std::string result;
    while (times-- > 0)
        result += mm::is_to_fail(what) ? 'f' : '.';
    return result;
}

class Failures : public testing::Test {
  protected:
    void SetUp() override { host_frames::reset(1024); }
    void TearDown() override { mm::end_failures(); }
};
using FailuresDeathTest = Failures;

TEST_F(Failures, NothingFailsByItself) {
    EXPECT_FALSE(mm::failures_are_planned);
    EXPECT_EQ(ask(Allocation::Frames, 5), ".....");
}

TEST_F(Failures, OneOfItsKind) {
    mm::plan_failures({.what = Allocation::Frames, .first = 3});
    EXPECT_EQ(ask(Allocation::Heap, 5), ".....");
    EXPECT_EQ(ask(Allocation::Frames, 2), "..");
    EXPECT_TRUE(mm::failures_are_planned);
    EXPECT_EQ(ask(Allocation::Frames, 5), "f....");
    EXPECT_FALSE(mm::failures_are_planned);  // the plan is done
    const mm::FailureTally tally = mm::end_failures();
    EXPECT_EQ(tally.asked, 3u);
    EXPECT_EQ(tally.failed, 1u);
}

TEST_F(Failures, SeveralAndAllOfThem) {
    mm::plan_failures({.first = 2, .count = 3});
    EXPECT_EQ(ask(Allocation::Frames, 7), ".fff...");
    mm::plan_failures({.first = 2, .count = FailurePlan::kForEver});
    EXPECT_EQ(ask(Allocation::Frames, 7), ".ffffff");
    EXPECT_EQ(mm::end_failures().failed, 6u);
    EXPECT_EQ(ask(Allocation::Frames, 3), "...");
}

TEST_F(Failures, EachThird) {
    mm::plan_failures({.first = 3, .step = 3, .count = FailurePlan::kForEver});
    EXPECT_EQ(ask(Allocation::Frames, 9), "..f..f..f");
    mm::plan_failures({.first = 2, .step = 3, .count = 2});
    EXPECT_EQ(ask(Allocation::Frames, 9), ".f..f....");
}

TEST_F(Failures, AnyKind) {
    mm::plan_failures({.what = Allocation::Any, .first = 3, .count = 2});
    EXPECT_EQ(ask(Allocation::Heap, 1), ".");
    EXPECT_EQ(ask(Allocation::Frames, 2), ".f");
    EXPECT_EQ(ask(Allocation::Heap, 2), "f.");
}

TEST_F(Failures, SetAsideNothingFailsOrCounts) {
    mm::plan_failures({.first = 2});
    {
        mm::FailuresAside aside;
        EXPECT_EQ(ask(Allocation::Frames, 5), ".....");
        mm::plan_failures({});
        EXPECT_EQ(ask(Allocation::Frames, 2), "f.");
    }
    EXPECT_EQ(ask(Allocation::Frames, 3), ".f.");
}

TEST_F(Failures, KmallocAsks) {
    mm::plan_failures({.what = Allocation::Heap, .first = 2});
    void* first = mm::kmalloc(16);
    EXPECT_NE(first, nullptr);
    EXPECT_EQ(mm::kmalloc(16), nullptr);
    void* third = mm::kmalloc(16);
    EXPECT_NE(third, nullptr);
    mm::kfree(first);
    mm::kfree(third);
    EXPECT_EQ(mm::heap_usage(), mm::HeapUsage{});
}

// A frame that is needed is one that is asked for: none comes from those filled ahead.
TEST_F(Failures, ZeroedFramesAreAskedFor) {
    host_frames::reset(2048);
    host_frames::fail_after(1);
    ASSERT_TRUE(mm::prepare_zeroed_frame());
    mm::plan_failures({.first = 1000});
    EXPECT_FALSE(mm::prepare_zeroed_frame());
    EXPECT_FALSE(mm::alloc_zeroed_page().has_value());
    mm::end_failures();
    EXPECT_TRUE(mm::alloc_zeroed_page().has_value());
    EXPECT_FALSE(mm::alloc_zeroed_page().has_value());
    host_frames::fail_after(-1);
}

// Options are kept once they were asked for, so each test is a kernel of its own.
#define WITH_OPTION(value, statement)                  \
    EXPECT_EXIT(                                       \
        {                                              \
            host_kernel::boot_options["fail"] = value; \
            mm::failures_init();                       \
            statement;                                 \
            exit(HasFailure());                        \
        },                                             \
        testing::ExitedWithCode(0), "")

TEST_F(FailuresDeathTest, PlansOfTheBootOption) {
    WITH_OPTION("page:2", EXPECT_EQ(ask(Allocation::Frames, 4), ".f.."));
    WITH_OPTION("heap:0x2", EXPECT_EQ(ask(Allocation::Heap, 4), ".f.."));
    WITH_OPTION("page:2:2", EXPECT_EQ(ask(Allocation::Frames, 5), ".ff.."));
    WITH_OPTION("page:every:2", EXPECT_EQ(ask(Allocation::Frames, 5), ".f.f."));
    WITH_OPTION("any:1:0xffffffff", EXPECT_EQ(ask(Allocation::Heap, 3), "fff"));
}

TEST_F(FailuresDeathTest, APlanForPrograms) {
    WITH_OPTION("page:2@user", {
        EXPECT_EQ(ask(Allocation::Frames, 5), ".....");
        mm::begin_failures_of_programs();
        EXPECT_EQ(ask(Allocation::Frames, 4), ".f..");
        mm::begin_failures_of_programs();  // it does not begin again
        EXPECT_EQ(ask(Allocation::Frames, 4), "....");
    });
    WITH_OPTION("page:2", {
        ask(Allocation::Frames, 1);
        mm::begin_failures_of_programs();  // it holds since boot
        EXPECT_EQ(ask(Allocation::Frames, 4), "f...");
    });
}

TEST_F(FailuresDeathTest, WhatIsNoPlan) {
    for (const char* text : {"page", "page:", "page:0", "1", "slab:1", "page:1:0", "page:1:x",
                             "page:every:", "page:every:1:2", "page:1@", "page:1@kernel", "@user"})
        WITH_OPTION(text, {
            EXPECT_EQ(ask(Allocation::Frames, 3) + ask(Allocation::Heap, 3), "......") << text;
            mm::begin_failures_of_programs();
            EXPECT_FALSE(mm::failures_are_planned);
            EXPECT_NE(host_kernel::printed.find("boot option fail: '"), std::string::npos);
        });
}

}  // namespace
