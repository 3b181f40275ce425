// Tests of libs/result.h: what a Result holds, how long it lives, and how TRY and must use it.
#include "libs/result.h"

#include <gtest/gtest.h>
#include <string>
#include <type_traits>

#include "libs/scope.h"

namespace {

// Counts its own births and deaths. Can be moved only.
class Counted {
  public:
    explicit Counted(int value) : value_(value) { alive++; }
    Counted(Counted&& other) : value_(other.value_) {
        other.value_ = -1;
        alive++;
        moves++;
    }
    ~Counted() { alive--; }

    int value() const { return value_; }

    static inline int alive = 0;
    static inline int moves = 0;

  private:
    int value_;
};

class ResultTest : public testing::Test {
  protected:
    ResultTest() {
        Counted::alive = 0;
        Counted::moves = 0;
    }
    ~ResultTest() override { EXPECT_EQ(Counted::alive, 0) << "something was never destroyed"; }
};

Result<Counted> make(int value) {
    if (value < 0) {
        return Error::Invalid;
    }
    return Counted(value);
}

Result<void> check(int value) {
    if (value < 0) {
        return Error::NoMemory;
    }
    return {};
}

static_assert(!std::is_copy_constructible_v<Result<int>>);
static_assert(!std::is_copy_assignable_v<Result<int>>);
static_assert(std::is_move_constructible_v<Result<Counted>>);
static_assert(std::is_convertible_v<Error, Result<int>>);
static_assert(std::is_convertible_v<int, Result<int>>);
static_assert(sizeof(Result<void>) == sizeof(Error));
static_assert(sizeof(Result<int>) == 2 * sizeof(int));

TEST_F(ResultTest, HoldsAValue) {
    Result<Counted> result = make(7);
    EXPECT_TRUE(result.has_value());
    EXPECT_EQ(result.value().value(), 7);
    EXPECT_EQ(Counted::alive, 1);
    const Counted taken = result.take();
    EXPECT_EQ(taken.value(), 7);
    EXPECT_EQ(result.value().value(), -1) << "the value was moved out";
}

TEST_F(ResultTest, HoldsAnError) {
    const Result<Counted> result = make(-1);
    EXPECT_FALSE(result.has_value());
    EXPECT_EQ(result.error(), Error::Invalid);
    EXPECT_EQ(Counted::alive, 0);
}

TEST_F(ResultTest, MovesEither) {
    Result<Counted> value = make(3);
    Result<Counted> moved_value = move(value);
    EXPECT_EQ(moved_value.value().value(), 3);
    EXPECT_EQ(value.value().value(), -1);

    Result<Counted> error = make(-1);
    Result<Counted> moved_error = move(error);
    EXPECT_EQ(moved_error.error(), Error::Invalid);
}

TEST_F(ResultTest, OfVoid) {
    EXPECT_TRUE(check(1).has_value());
    check(1).take();
    EXPECT_EQ(check(-1).error(), Error::NoMemory);
}

TEST_F(ResultTest, OfPointersAndConstants) {
    int number = 5;
    Result<int*> pointer = &number;
    EXPECT_EQ(pointer.take(), &number);
    Result<const char*> text = "text";
    EXPECT_STREQ(text.value(), "text");
    Result<int*> null = static_cast<int*>(nullptr);
    EXPECT_TRUE(null.has_value()) << "a null pointer is a value";
}

Result<int> sum_of(int a, int b) {
    auto first = TRY(make(a));
    TRY(check(b));
    auto second = TRY(make(b));
    return first.value() + second.value();
}

TEST_F(ResultTest, TryGivesTheValue) { EXPECT_EQ(sum_of(3, 4).take(), 7); }

TEST_F(ResultTest, TryReturnsTheError) {
    EXPECT_EQ(sum_of(-1, 4).error(), Error::Invalid);
    EXPECT_EQ(Counted::alive, 0);
    EXPECT_EQ(sum_of(3, -1).error(), Error::NoMemory);
    EXPECT_EQ(Counted::alive, 0) << "the first of the two must be destroyed by the early return";
}

Result<Counted> passed_on(int value) { return TRY(make(value)); }

TEST_F(ResultTest, TryPassesOnWhatItGot) {
    EXPECT_EQ(passed_on(9).take().value(), 9);
    EXPECT_EQ(passed_on(-9).error(), Error::Invalid);
}

Result<Counted> evaluated_once(int& evaluations) { return TRY(make(++evaluations)); }

TEST_F(ResultTest, TryEvaluatesOnce) {
    int evaluations = 0;
    EXPECT_EQ(evaluated_once(evaluations).take().value(), 1);
    EXPECT_EQ(evaluations, 1);
}

Result<void> two_steps(int second, std::string& log) {
    ScopeExit undo{[&] { log += "undone"; }};
    TRY(check(second));
    undo.dismiss();
    log += "done";
    return {};
}

TEST_F(ResultTest, TryUndoesWhatWasBegun) {
    std::string log;
    EXPECT_TRUE(two_steps(1, log).has_value());
    EXPECT_EQ(log, "done");
    log.clear();
    EXPECT_FALSE(two_steps(-1, log).has_value());
    EXPECT_EQ(log, "undone");
}

TEST_F(ResultTest, MustGivesTheValue) {
    EXPECT_EQ(must(make(5), "5 is not negative").value(), 5);
    must(check(5), "5 is not negative");
}

using ResultDeathTest = ResultTest;

TEST_F(ResultDeathTest, MustPanicsAtItsCaller) {
    EXPECT_DEATH(must(make(-1), "never negative"),
                 "result_test.cpp:[0-9]+ in TestBody: never negative: invalid parameter");
    EXPECT_DEATH(must(check(-1), "enough memory"), "enough memory: out of memory");
}

TEST_F(ResultDeathTest, MisuseIsNoticed) {
    EXPECT_DEATH(static_cast<void>(make(-1).take()), "assertion failed: has_value");
    EXPECT_DEATH(static_cast<void>(make(-1).value()), "assertion failed: has_value");
    EXPECT_DEATH(static_cast<void>(make(1).error()), "assertion failed: !has_value");
    EXPECT_DEATH(check(-1).take(), "assertion failed: has_value");
    EXPECT_DEATH(static_cast<void>(check(1).error()), "assertion failed: !has_value");
    EXPECT_DEATH(static_cast<void>(Result<int>(Error{})), "assertion failed: error != kNone");
    EXPECT_DEATH(static_cast<void>(Result<void>(Error{})), "assertion failed: error != Error");
}

}  // namespace
