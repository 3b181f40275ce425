// Tests of libs/error.h and assert.h.
#include "libs/error.h"

#include <gtest/gtest.h>
#include <limits.h>
#include <string>

#include "libs/assert.h"

namespace {

// The table as programs know it: written down here once more, on purpose.
struct KnownError {
    int number;
    Error error;
    const char* name_in_c;
    const char* text;
};

constexpr KnownError kKnownErrors[] = {
    {1, Error::Unspecified, "E_UNSPECIFIED", "unspecified error"},
    {2, Error::BadProcess, "E_BAD_PROC", "bad process"},
    {3, Error::Invalid, "E_INVAL", "invalid parameter"},
    {4, Error::NoMemory, "E_NO_MEM", "out of memory"},
    {5, Error::NoFreeProcess, "E_NO_FREE_PROC", "out of processes"},
    {6, Error::Fault, "E_FAULT", "segmentation fault"},
    {7, Error::SwapFault, "E_SWAP_FAULT", "swap read or write failed"},
    {8, Error::InvalidElf, "E_INVAL_ELF", "invalid elf file"},
    {9, Error::Killed, "E_KILLED", "process is killed"},
    {10, Error::Panic, "E_PANIC", "panic failure"},
    {11, Error::Timeout, "E_TIMEOUT", "timed out"},
    {12, Error::TooBig, "E_TOO_BIG", "argument is too big"},
    {13, Error::NoDevice, "E_NO_DEV", "no such device"},
    {14, Error::DeviceNotAvailable, "E_NA_DEV", "device not available"},
    {15, Error::Busy, "E_BUSY", "device/file is busy"},
    {16, Error::NoEntry, "E_NOENT", "no such file or directory"},
    {17, Error::IsDirectory, "E_ISDIR", "is a directory"},
    {18, Error::NotDirectory, "E_NOTDIR", "not a directory"},
    {19, Error::CrossDevice, "E_XDEV", "cross device link"},
    {20, Error::Unimplemented, "E_UNIMP", "unimplemented feature"},
    {21, Error::IllegalSeek, "E_SEEK", "illegal seek"},
    {22, Error::TooManyOpen, "E_MAX_OPEN", "too many files are open"},
    {23, Error::Exists, "E_EXISTS", "file or directory already exists"},
    {24, Error::NotEmpty, "E_NOTEMPTY", "directory is not empty"},
};

TEST(Error, NumbersAndTextsAreTheOriginals) {
    for (const KnownError& known : kKnownErrors) {
        EXPECT_EQ(static_cast<int>(known.error), known.number);
        EXPECT_STREQ(error_text(known.error), known.text);
        EXPECT_STREQ(error_text(known.number), known.text);
        EXPECT_STREQ(error_text(-known.number), known.text);
    }
}

TEST(Error, TableHasEachNumberOnceAndItsCName) {
    int next = 0;
#define ERROR(name, c_name, value, text)                 \
    ASSERT_LT(next, 24);                                 \
    EXPECT_EQ(kKnownErrors[next].number, value);         \
    EXPECT_STREQ(kKnownErrors[next].name_in_c, #c_name); \
    next++;
#include "libs/error.def"
#undef ERROR
    EXPECT_EQ(next, 24);
}

TEST(Error, OtherNumbersHaveNoText) {
    for (int number : {0, 25, -25, 1000, INT_MAX, INT_MIN}) {
        EXPECT_EQ(error_text(number), nullptr) << number;
    }
}

TEST(Assert, TrueConditionIsEvaluatedOnce) {
    int evaluations = 0;
    ASSERT(++evaluations == 1);
    EXPECT_EQ(evaluations, 1);
}

TEST(AssertDeathTest, SaysWhatAndWhere) {
    EXPECT_DEATH(ASSERT(1 % 2 == 0), "error_test.cpp:[0-9]+ in TestBody: assertion failed: 1 % 2");
    EXPECT_DEATH(PANIC("%d frames of %s", 3, "memory"), "in TestBody: 3 frames of memory");
    EXPECT_DEATH(UNREACHABLE(), "unreachable code was reached");
    EXPECT_DEATH(NOT_IMPLEMENTED("lab2.1a"), "exercise lab2.1a is missing at .*error_test.cpp:");
}

}  // namespace
