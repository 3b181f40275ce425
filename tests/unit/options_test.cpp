// Boot options: lists, numbers, and what is remembered of the answers.
#include "kern/debug/options.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/host_kernel.h"

namespace {

// Each number gets a name of its own, since answers are kept; so a test runs in a child process.
#define IN_A_NEW_KERNEL(statement) \
    EXPECT_EXIT(                   \
        {                          \
            statement;             \
            exit(HasFailure());    \
        },                         \
        testing::ExitedWithCode(0), "")

u32 number(const char* text, u32 fallback) {
    static int names = 0;
    const std::string name = "n" + std::to_string(names++);
    host_kernel::boot_options[name] = text;
    return debug::option_number(name.c_str(), fallback);
}

class Options : public testing::Test {};
using OptionsDeathTest = Options;

TEST_F(OptionsDeathTest, DecimalAndHexadecimalNumbers) {
    IN_A_NEW_KERNEL({
        EXPECT_EQ(number("0", 7), 0u);
        EXPECT_EQ(number("42", 7), 42u);
        EXPECT_EQ(number("007", 1), 7u);
        EXPECT_EQ(number("4294967295", 7), 4294967295u);
        EXPECT_EQ(number("0x0", 7), 0u);
        EXPECT_EQ(number("0xbeef", 7), 0xbeefu);
        EXPECT_EQ(number("0xffffffff", 7), 0xffffffffu);
        EXPECT_EQ(number("0x9f0a", 7), 0x9f0au);
    });
}

TEST_F(OptionsDeathTest, WhatIsNoNumberIsTheFallback) {
    IN_A_NEW_KERNEL({
        EXPECT_EQ(number("", 7), 7u);
        EXPECT_EQ(number("x", 7), 7u);
        EXPECT_EQ(number("12a", 7), 7u);
        EXPECT_EQ(number("-1", 7), 7u);
        EXPECT_EQ(number("1 2", 7), 7u);
        EXPECT_EQ(number("0x", 7), 7u);
        EXPECT_EQ(number("0xg", 7), 7u);
        EXPECT_EQ(number("4294967296", 7), 7u);
        EXPECT_EQ(number("0x100000000", 7), 7u);
        EXPECT_EQ(number("99999999999999999999", 7), 7u);
        EXPECT_EQ(debug::option_number("absent", 9), 9u);
    });
}

TEST_F(OptionsDeathTest, TheMachineIsAskedOnceForEachName) {
    IN_A_NEW_KERNEL({
        host_kernel::boot_options["pmm"] = "buddy";
        EXPECT_TRUE(debug::option("pmm") == "buddy");
        host_kernel::boot_options["pmm"] = "first_fit";
        EXPECT_TRUE(debug::option("pmm") == "buddy");
        EXPECT_TRUE(debug::option("none").empty());
        EXPECT_TRUE(debug::option("none").empty());
        EXPECT_EQ(host_kernel::option_reads, 2);
    });
}

TEST_F(OptionsDeathTest, LongNamesAndManyNames) {
    IN_A_NEW_KERNEL({
        host_kernel::boot_options["a_name_that_is_too_long"] = "x";
        EXPECT_TRUE(debug::option("a_name_that_is_too_long").empty());
        for (int i = 0; i < 40; ++i) {
            const std::string name = "o" + std::to_string(i);
            host_kernel::boot_options[name] = name;
            const StringView value = debug::option(name.c_str());
            EXPECT_TRUE(value.empty() || value == name.c_str());
        }
        EXPECT_TRUE(debug::option("o0") == "o0");
    });
}

TEST_F(OptionsDeathTest, ChecksThatAreWanted) {
    IN_A_NEW_KERNEL({
        EXPECT_TRUE(debug::check_wanted("pmm"));  // no option: all of them
        EXPECT_FALSE(debug::check_asked_for("pmm"));
    });
    IN_A_NEW_KERNEL({
        host_kernel::boot_options["check"] = "vmm,swap_policy";
        EXPECT_TRUE(debug::check_wanted("vmm"));
        EXPECT_TRUE(debug::check_asked_for("swap_policy"));
        EXPECT_FALSE(debug::check_wanted("swap"));
        EXPECT_FALSE(debug::check_asked_for("pmm"));
    });
}

TEST_F(Options, ListElements) {
    EXPECT_TRUE(debug::list_contains("a,bc,d", "a"));
    EXPECT_TRUE(debug::list_contains("a,bc,d", "bc"));
    EXPECT_TRUE(debug::list_contains("a,bc,d", "d"));
    EXPECT_TRUE(debug::list_contains("abc", "abc"));
    EXPECT_FALSE(debug::list_contains("a,bc,d", "b"));
    EXPECT_FALSE(debug::list_contains("a,bc,d", "c"));
    EXPECT_FALSE(debug::list_contains("a,bc,d", "a,bc"));
    EXPECT_FALSE(debug::list_contains("abc", "ab"));
    EXPECT_FALSE(debug::list_contains("", "a"));
    EXPECT_TRUE(debug::list_contains(",a,", "a"));
    EXPECT_TRUE(debug::list_contains("a,,b", "b"));
}

}  // namespace
