// Tests of libs/string.cpp against the C library, under the names of ours.h. What ASan adds:
// each buffer is exactly as long as it may be, so a byte too far is found.
#include <gtest/gtest.h>
#include <limits.h>
#include <random>
#include <string.h>
#include <string>
#include <vector>

#include "libs/types.h"
#include "tests/unit/ours.h"

namespace {

using Bytes = std::vector<u8>;

Bytes random_bytes(std::mt19937& random, usize size) {
    Bytes bytes(size);
    for (u8& byte : bytes) {
        byte = static_cast<u8>(random());
    }
    return bytes;
}

// Text over few letters, so that equal beginnings are common; some are above 127.
std::string random_text(std::mt19937& random, usize longest) {
    std::string text(random() % (longest + 1), ' ');
    for (char& c : text) {
        c = "ab\x80\xFF"[random() % 4];
    }
    return text;
}

int sign(int number) { return (number > 0) - (number < 0); }

TEST(String, MemcpyAtEverySizeAndAlignment) {
    std::mt19937 random(10);
    for (usize size = 0; size < 70; size++) {
        for (usize target_offset = 0; target_offset < 8; target_offset++) {
            for (usize source_offset = 0; source_offset < 8; source_offset++) {
                const Bytes source = random_bytes(random, source_offset + size);
                Bytes target = random_bytes(random, target_offset + size);
                Bytes expected = target;
                std::copy(source.begin() + static_cast<ptrdiff_t>(source_offset), source.end(),
                          expected.begin() + static_cast<ptrdiff_t>(target_offset));
                u8* to = target.data() + target_offset;
                ASSERT_EQ(ours_memcpy(to, source.data() + source_offset, size), to);
                ASSERT_EQ(target, expected);
            }
        }
    }
}

TEST(String, MemmoveWithEveryOverlap) {
    std::mt19937 random(11);
    for (usize size = 0; size <= 40; size++) {
        for (usize from = 0; from <= 40; from++) {
            for (usize to = 0; to <= 40; to++) {
                Bytes ours = random_bytes(random, 80);
                Bytes theirs = ours;
                memmove(theirs.data() + to, theirs.data() + from, size);
                ASSERT_EQ(ours_memmove(ours.data() + to, ours.data() + from, size),
                          ours.data() + to);
                ASSERT_EQ(ours, theirs) << size << " bytes from " << from << " to " << to;
            }
        }
    }
}

TEST(String, MemsetAtEverySizeAndAlignment) {
    std::mt19937 random(12);
    for (usize size = 0; size < 70; size++) {
        for (usize offset = 0; offset < 8; offset++) {
            for (int byte : {0, 1, 0x5A, 0xFF, -1, 0x1234}) {
                Bytes ours = random_bytes(random, offset + size);
                Bytes theirs = ours;
                if (size > 0) {  // the C library must not be given a null pointer
                    memset(theirs.data() + offset, byte, size);
                }
                ASSERT_EQ(ours_memset(ours.data() + offset, byte, size), ours.data() + offset);
                ASSERT_EQ(ours, theirs);
            }
        }
    }
}

TEST(String, MemcmpHasTheSign) {
    std::mt19937 random(13);
    for (int i = 0; i < 20000; i++) {
        const Bytes a = random_bytes(random, random() % 20);
        Bytes b = a;
        if (!b.empty() && random() % 4 != 0) {
            b[random() % b.size()] = static_cast<u8>(random());
        }
        ASSERT_EQ(sign(ours_memcmp(a.data(), b.data(), a.size())),
                  sign(a.empty() ? 0 : memcmp(a.data(), b.data(), a.size())));
    }
}

TEST(String, Lengths) {
    std::mt19937 random(14);
    for (int i = 0; i < 5000; i++) {
        const std::string text = random_text(random, 30);
        ASSERT_EQ(ours_strlen(text.c_str()), text.size());
        const usize limit = random() % 40;
        ASSERT_EQ(ours_strnlen(text.c_str(), limit), strnlen(text.c_str(), limit));
    }
    const char no_nul[] = {'a', 'b'};
    EXPECT_EQ(ours_strnlen(no_nul, 2), 2U);
}

TEST(String, Copies) {
    std::mt19937 random(15);
    for (int i = 0; i < 5000; i++) {
        const std::string text = random_text(random, 30);
        std::vector<char> copy(text.size() + 1, '?');
        ASSERT_EQ(ours_strcpy(copy.data(), text.c_str()), copy.data());
        ASSERT_STREQ(copy.data(), text.c_str());

        std::vector<char> ours(random() % 40, '?');
        std::vector<char> theirs(ours);
        ASSERT_EQ(ours_strncpy(ours.data(), text.c_str(), ours.size()), ours.data());
        if (!theirs.empty()) {
            strncpy(theirs.data(), text.c_str(), theirs.size());
        }
        ASSERT_EQ(ours, theirs);
    }
}

TEST(String, Comparisons) {
    std::mt19937 random(16);
    for (int i = 0; i < 50000; i++) {
        const std::string a = random_text(random, 5);
        const std::string b = random_text(random, 5);
        const usize limit = random() % 8;
        ASSERT_EQ(sign(ours_strcmp(a.c_str(), b.c_str())), sign(strcmp(a.c_str(), b.c_str())));
        ASSERT_EQ(sign(ours_strncmp(a.c_str(), b.c_str(), limit)),
                  sign(strncmp(a.c_str(), b.c_str(), limit)));
    }
}

TEST(String, FindsCharacters) {
    std::mt19937 random(17);
    for (int i = 0; i < 20000; i++) {
        const std::string text = random_text(random, 10);
        const int wanted = "abc\x80\xFF"[random() % 6];  // the NUL, too
        const char* found = strchr(text.c_str(), wanted);
        ASSERT_EQ(ours_strchr(text.c_str(), wanted), found);
        ASSERT_EQ(ours_strfind(text.c_str(), wanted),
                  found != nullptr ? found : text.c_str() + text.size());
    }
}

void expect_same_number(const char* text, int base) {
    char* our_end = nullptr;
    char* their_end = nullptr;
    const long ours = ours_strtol(text, &our_end, base);
    const long theirs = strtol(text, &their_end, base);
    EXPECT_EQ(ours, theirs) << '"' << text << "\" in base " << base;
    EXPECT_EQ(our_end - text, their_end - text) << '"' << text << "\" in base " << base;
    EXPECT_EQ(ours_strtol(text, nullptr, base), theirs);
}

TEST(String, StrtolAgreesOnATable) {
    const char* const texts[] = {"",
                                 "0",
                                 "1",
                                 "-1",
                                 "+1",
                                 "+-1",
                                 "- 1",
                                 " 42",
                                 "\t\n\v\f\r 42x",
                                 "007",
                                 "08",
                                 "0x",
                                 "0x1F",
                                 "0X1f",
                                 "-0x10",
                                 "0xg",
                                 "x",
                                 "zz",
                                 "ZZ",
                                 "19",
                                 "2",
                                 "1012",
                                 "9223372036854775807",
                                 "9223372036854775808",
                                 "-9223372036854775808",
                                 "-9223372036854775809",
                                 "99999999999999999999999999",
                                 "-99999999999999999999999999",
                                 "0x7fffffffffffffff",
                                 "0xffffffffffffffff",
                                 "  ",
                                 "-",
                                 "+",
                                 "--1",
                                 "1 2",
                                 "1\xFF"};
    for (const char* text : texts) {
        for (int base : {0, 2, 8, 10, 16, 36}) {
            expect_same_number(text, base);
        }
    }
}

TEST(String, StrtolAgreesOnRandomText) {
    std::mt19937 random(18);
    for (int i = 0; i < 50000; i++) {
        std::string text(random() % 24, ' ');
        for (char& c : text) {
            c = " +-0012789aFxXz"[random() % 15];
        }
        const int base = random() % 4 == 0 ? 0 : 2 + static_cast<int>(random() % 35);
        expect_same_number(text.c_str(), base);
        expect_same_number(std::to_string(static_cast<long>(random()) << random() % 33).c_str(),
                           base);
    }
}

}  // namespace
