// Tests of libs/types.h, scope.h, div.h and prng.h.
#include "libs/types.h"

#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <type_traits>

#include "libs/div.h"
#include "libs/prng.h"
#include "libs/scope.h"

namespace {

template <typename T>
constexpr bool kLimitsAgree = NumericLimits<T>::min() == std::numeric_limits<T>::min() &&
                              NumericLimits<T>::max() == std::numeric_limits<T>::max();
static_assert(kLimitsAgree<u8> && kLimitsAgree<u16> && kLimitsAgree<u32> && kLimitsAgree<u64>);
static_assert(kLimitsAgree<i8> && kLimitsAgree<i16> && kLimitsAgree<i32> && kLimitsAgree<i64>);
static_assert(kLimitsAgree<usize> && kLimitsAgree<long>);

static_assert(std::is_same_v<decltype(move(std::declval<int&>())), int&&>);
static_assert(std::is_same_v<decltype(forward<int&>(std::declval<int&>())), int&>);
static_assert(std::is_same_v<decltype(forward<int>(std::declval<int&>())), int&&>);
static_assert(kIsReference<int&> && kIsReference<int&&> && !kIsReference<int*>);

static_assert(min(3, 5) == 3 && max(3, 5) == 5 && min(-1, 1) == -1);

TEST(Types, SwapExchangesMoveOnlyValues) {
    struct MoveOnly {
        explicit MoveOnly(int number) : value(number) {}
        MoveOnly(MoveOnly&&) = default;
        MoveOnly& operator=(MoveOnly&&) = default;
        int value;
    };
    MoveOnly a(1);
    MoveOnly b(2);
    swap(a, b);
    EXPECT_EQ(a.value, 2);
    EXPECT_EQ(b.value, 1);
}

TEST(Types, AlignmentAgreesWithDivision) {
    for (u32 alignment = 1; alignment <= 4096; alignment *= 2) {
        for (u32 value = 0; value < 10000; value += 7) {
            EXPECT_EQ(align_down(value, alignment), value / alignment * alignment);
            EXPECT_EQ(align_up(value, alignment), (value + alignment - 1) / alignment * alignment);
            EXPECT_EQ(is_aligned(value, alignment), value % alignment == 0);
        }
    }
    EXPECT_EQ(align_down(u64{0xFFFFFFFFFFFFFFFF}, 4096), 0xFFFFFFFFFFFFF000);
    EXPECT_EQ(align_up(u64{0x100000001}, 4096), 0x100001000U);
    EXPECT_EQ(align_up(u32{0xFFFFFFFF}, 4096), 0U) << "wraps, as documented";
}

TEST(Types, PowersOfTwo) {
    for (u32 bit = 0; bit < 32; bit++) {
        EXPECT_TRUE(is_power_of_two(u32{1} << bit));
    }
    for (u32 other : {0U, 3U, 5U, 6U, 0xFFFFFFFFU, 0x80000001U}) {
        EXPECT_FALSE(is_power_of_two(other));
    }
}

TEST(Scope, ExitRunsOnceAtTheEnd) {
    int runs = 0;
    {
        ScopeExit count{[&] { runs++; }};
        EXPECT_EQ(runs, 0);
    }
    EXPECT_EQ(runs, 1);
}

TEST(Scope, DismissedExitDoesNotRun) {
    int runs = 0;
    {
        ScopeExit count{[&] { runs++; }};
        count.dismiss();
    }
    EXPECT_EQ(runs, 0);
}

TEST(Scope, ExitsRunInReverseOrder) {
    std::string order;
    {
        ScopeExit first{[&] { order += "first"; }};
        ScopeExit second{[&] { order += "second "; }};
    }
    EXPECT_EQ(order, "second first");
}

static_assert(!std::is_copy_constructible_v<ScopeExit<void (*)()>>);
static_assert(!std::is_move_constructible_v<ScopeExit<void (*)()>>);
static_assert(std::is_empty_v<NonCopyable>);

void expect_same_division(u64 dividend, u32 divisor) {
    u32 remainder = 0;
    EXPECT_EQ(div_u64(dividend, divisor, &remainder), dividend / divisor)
        << dividend << " / " << divisor;
    EXPECT_EQ(remainder, dividend % divisor) << dividend << " % " << divisor;
    EXPECT_EQ(div_u64(dividend, divisor), dividend / divisor);
}

TEST(Div, EdgesAgreeWithTheMachine) {
    const u64 edges[] = {0,
                         1,
                         9,
                         10,
                         0x7FFFFFFF,
                         0x80000000,
                         0xFFFFFFFF,
                         0x100000000,
                         0x1FFFFFFFF,
                         0x7FFFFFFFFFFFFFFF,
                         0x8000000000000000,
                         0xFFFFFFFF00000000,
                         0xFFFFFFFFFFFFFFFE,
                         0xFFFFFFFFFFFFFFFF};
    for (u64 dividend : edges) {
        for (u64 divisor : edges) {
            if (divisor != 0 && divisor <= 0xFFFFFFFF) {
                expect_same_division(dividend, static_cast<u32>(divisor));
            }
        }
    }
}

TEST(Div, RandomNumbersAgreeWithTheMachine) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100000; i++) {
        const u64 dividend = random() >> random() % 64;
        const u32 divisor = static_cast<u32>(random()) >> random() % 32;
        expect_same_division(dividend, divisor != 0 ? divisor : 1);
    }
}

TEST(DivDeathTest, DivisorMustNotBeZero) {
    EXPECT_DEATH(div_u64(1, 0), "assertion failed: divisor != 0");
}

static_assert(div_u64(10000000000, 7) == 1428571428, "usable in constant expressions");

// Computed by another program, so that tools and kernel can agree on a seed for ever.
TEST(Prng, GoldenValues) {
    const u32 from_1[] = {0x00042021, 0x04080601, 0x9DCCA8C5, 0x1255994F, 0x8EF917D1};
    const u32 from_42[] = {0x00AD4528, 0xA90A34AC, 0x1C67AF03, 0xD970C3C0, 0xE01CCBC4};
    const u32 from_0[] = {0x510C4619, 0xE02E553E, 0x7BB98F3A, 0x0183A8B5, 0xE6336D1F};
    Prng one(1);
    Prng forty_two(42);
    Prng zero(0);
    Prng like_zero(0x9E3779B9);
    for (int i = 0; i < 5; i++) {
        EXPECT_EQ(one.next(), from_1[i]);
        EXPECT_EQ(forty_two.next(), from_42[i]);
        EXPECT_EQ(zero.next(), from_0[i]);
        EXPECT_EQ(like_zero.next(), from_0[i]);
    }
}

TEST(Prng, BelowIsTheRemainderOfNext) {
    Prng numbers(7);
    Prng same(7);
    for (u32 limit = 1; limit < 5000; limit++) {
        const u32 value = numbers.below(limit);
        EXPECT_LT(value, limit);
        EXPECT_EQ(value, same.next() % limit);
    }
}

TEST(Prng, NeverGivesZeroAndDoesNotRepeatSoon) {
    Prng numbers(12345);
    const u32 first = numbers.next();
    for (int i = 0; i < 1000000; i++) {
        const u32 value = numbers.next();
        ASSERT_NE(value, 0U);
        ASSERT_NE(value, first);
    }
}

TEST(PrngDeathTest, BelowZeroIsRefused) {
    Prng numbers(1);
    EXPECT_DEATH(numbers.below(0), "assertion failed: limit != 0");
}

}  // namespace
