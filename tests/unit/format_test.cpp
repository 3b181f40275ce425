// Tests of libs/format.cpp against the C library, under the names of ours.h.
#include "libs/format.h"

#include <gtest/gtest.h>
#include <limits.h>
#include <random>
#include <stdarg.h>
#include <string>
#include <vector>

#include "tests/unit/ours.h"

namespace {

// What ours makes of it. The buffer is exactly as long as it must be.
template <typename... Arguments>
std::string ours(const std::string& format, Arguments... arguments) {
    const int length = ours_snprintf(nullptr, 0, format.c_str(), arguments...);
    std::vector<char> buffer(static_cast<usize>(length) + 1, '?');
    EXPECT_EQ(ours_snprintf(buffer.data(), buffer.size(), format.c_str(), arguments...), length);
    EXPECT_EQ(buffer.back(), '\0');
    return std::string(buffer.data(), buffer.size() - 1);
}

// What the C library makes of it.
template <typename... Arguments>
std::string theirs(const std::string& format, Arguments... arguments) {
    char buffer[500];
    const int length = snprintf(buffer, sizeof(buffer), format.c_str(), arguments...);
    return std::string(buffer, static_cast<usize>(length));
}

template <typename... Arguments>
void expect_same(const std::string& format, Arguments... arguments) {
    EXPECT_EQ(ours(format, arguments...), theirs(format, arguments...)) << format;
}

TEST(Format, PlainText) {
    EXPECT_EQ(ours(""), "");
    EXPECT_EQ(ours("plain\n"), "plain\n");
    EXPECT_EQ(ours("100%%"), "100%");
    EXPECT_EQ(ours("%d%%", 5), "5%");
}

TEST(Format, IntegersOfEverySize) {
    const std::string flags[] = {"",  "-",  "0",   "8",    "08",   "-8",
                                 "1", ".5", "8.5", "-8.5", "08.3", ".0"};
    for (const std::string& flag : flags) {
        for (int value : {0, 1, -1, 42, -42, INT_MAX, INT_MIN}) {
            for (const char* conversion : {"d", "i", "u", "x", "o"}) {
                expect_same("%" + flag + conversion, value);
            }
        }
        for (long long value : {0LL, 7LL, -7LL, LLONG_MAX, LLONG_MIN}) {
            for (const char* conversion : {"d", "u", "x", "o"}) {
                expect_same("%" + flag + "ll" + conversion, value);
                expect_same("%" + flag + "l" + conversion, static_cast<long>(value));
                expect_same("%" + flag + "z" + conversion, static_cast<size_t>(value));
            }
        }
    }
}

TEST(Format, TheLargestNumbers) {
    EXPECT_EQ(ours("%llu", ULLONG_MAX), "18446744073709551615");
    EXPECT_EQ(ours("%lld", LLONG_MIN), "-9223372036854775808");
    EXPECT_EQ(ours("%llo", ULLONG_MAX), "1777777777777777777777");
    EXPECT_EQ(ours("%d", INT_MIN), "-2147483648");
}

TEST(Format, CharactersAndStrings) {
    for (const char* format :
         {"%s", "%10s", "%-10s", "%.3s", "%10.3s", "%-10.3s", "%.0s", "%.100s"}) {
        expect_same(format, "kernel");
        expect_same(format, "");
    }
    for (const char* format : {"%c", "%3c", "%-3c"}) {
        expect_same(format, 'x');
    }
    expect_same("%c", '\0');
    EXPECT_EQ(ours("%s", static_cast<const char*>(nullptr)), "(null)");
    EXPECT_EQ(ours("%8s|", static_cast<const char*>(nullptr)), "  (null)|");
}

TEST(Format, StringWithPrecisionNeedsNoNul) {
    const char letters[] = {'a', 'b', 'c'};
    EXPECT_EQ(ours("%.3s", letters), "abc");
    EXPECT_EQ(ours("%.*s", 2, letters), "ab");
}

TEST(Format, WidthAndPrecisionFromArguments) {
    expect_same("%*d|", 6, 42);
    expect_same("%*d|", -6, 42);
    expect_same("%.*d|", 4, 42);
    expect_same("%.*d|", -4, 42);
    expect_same("%*.*s|", 6, 2, "kernel");
    expect_same("%*.*s|", -6, -2, "kernel");
}

TEST(Format, Pointers) {
    EXPECT_EQ(ours("%p", reinterpret_cast<void*>(0xC0100000)), "0xc0100000");
    EXPECT_EQ(ours("%p", static_cast<void*>(nullptr)), "0x0");
    EXPECT_EQ(ours("%08p", reinterpret_cast<void*>(0x7C00)), "0x00007c00");
}

TEST(Format, ErrorNumbers) {
    EXPECT_EQ(ours("%e", 4), "out of memory");
    EXPECT_EQ(ours("%e", -4), "out of memory");
    EXPECT_EQ(ours("failed: %e.", -24), "failed: directory is not empty.");
    EXPECT_EQ(ours("%-15e|", 2), "bad process    |");
    EXPECT_EQ(ours("%e %e %e", 0, 25, -1000), "error 0 error 25 error 1000");
    EXPECT_EQ(ours("%e", INT_MIN), "error 2147483648");
}

TEST(Format, SeveralArgumentsInOrder) {
    expect_same("  memory: %08llx, [%08llx, %08llx], type = %d.\n", 0x9FC00ULL, 0ULL, 0x9FBFFULL,
                1);
    expect_same("%d %s %lld %c %x %s", 1, "two", 3LL, '4', 5, "six");
    expect_same("%d %lld %d %lld %d %lld %d %lld", 1, 2LL, 3, 4LL, 5, 6LL, 7, 8LL);
}

TEST(Format, UnknownConversionsAreShownAsTheyStand) {
    EXPECT_EQ(ours("%q"), "%q");
    EXPECT_EQ(ours("%"), "%");
    EXPECT_EQ(ours("50% of %d", 3), "50% of 3") << "the space is no flag of ours";
    EXPECT_EQ(ours("%-5"), "%-5");
    EXPECT_EQ(ours("%08l"), "%08l");
}

TEST(Format, SnprintfCutsAndTellsTheWholeLength) {
    char buffer[8];
    for (usize size = 0; size <= sizeof(buffer); size++) {
        memset(buffer, '?', sizeof(buffer));
        EXPECT_EQ(ours_snprintf(buffer, size, "%s-%d", "abc", 42), 6);
        if (size > 0) {
            EXPECT_EQ(std::string(buffer), std::string("abc-42").substr(0, size - 1));
        }
        for (usize i = min<usize>(size, 7); i < sizeof(buffer); i++) {
            EXPECT_EQ(buffer[i], '?') << "written behind the end";
        }
    }
}

// A random conversion of a number, for the length modifier that goes with the number's type.
std::string random_conversion(std::mt19937_64& random, const char* length) {
    std::string format = "%";
    for (int i = 0; i < 2; i++) {
        if (random() % 3 == 0) {
            format += "-0"[random() % 2];
        }
    }
    if (random() % 2 == 0) {
        format += std::to_string(1 + random() % 30);
    }
    if (random() % 3 == 0) {
        format += "." + std::to_string(random() % 25);
    }
    return format + length + "diuxo"[random() % 5];
}

TEST(Format, RandomNumbersAgreeWithTheLibrary) {
    std::mt19937_64 random(20);
    for (int i = 0; i < 100000; i++) {
        const u64 value = random() >> random() % 64;
        const u64 number = random() % 2 == 0 ? value : 0 - value;
        expect_same(random_conversion(random, ""), static_cast<int>(number));
        expect_same(random_conversion(random, "l"), static_cast<long>(number));
        expect_same(random_conversion(random, "ll"), static_cast<long long>(number));
    }
}

usize collect(std::string& text, const char* format, ...) {
    va_list args;
    va_start(args, format);
    auto append = [](char c, void* context) { static_cast<std::string*>(context)->push_back(c); };
    const usize count = vformat(append, &text, format, args);
    va_end(args);
    return count;
}

TEST(Format, VformatGivesEachCharacterAndCountsThem) {
    std::string text;
    EXPECT_EQ(collect(text, "%s is %d.%c", "it", -7, '\0'), 10U);
    EXPECT_EQ(text, std::string("it is -7.\0", 10));
    EXPECT_EQ(collect(text, ""), 0U);
}

}  // namespace
