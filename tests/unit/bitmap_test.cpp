// Tests of libs/bitmap.h.
#include "libs/bitmap.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace {

static_assert(Bitmap::words_for(0) == 0 && Bitmap::words_for(1) == 1);
static_assert(Bitmap::words_for(32) == 1 && Bitmap::words_for(33) == 2);

TEST(Bitmap, BitsHaveTheirPlaceInTheWords) {
    u32 words[2] = {};
    Bitmap map(words, 64);
    map.set(0);
    map.set(31);
    map.set(33);
    EXPECT_EQ(words[0], 0x80000001);
    EXPECT_EQ(words[1], 0x00000002U);
    map.clear(31);
    EXPECT_EQ(words[0], 0x00000001U);
    EXPECT_TRUE(map.test(0));
    EXPECT_FALSE(map.test(31));
    EXPECT_EQ(map.size(), 64U);
}

TEST(Bitmap, KeepsWhatTheWordsHold) {
    u32 words[] = {0x0000000F, 0x80000000};
    const Bitmap map(words, 64);
    EXPECT_EQ(map.count(), 5U);
    EXPECT_EQ(map.find_first_clear(), 4U);
    EXPECT_EQ(map.find_next_set(4), 63U);
}

TEST(Bitmap, SpareBitsOfTheLastWordDoNotExist) {
    u32 words[] = {0xFFFFFFFF, 0xFFFFFC00};
    const Bitmap map(words, 42);
    EXPECT_EQ(map.count(), 32U);
    EXPECT_EQ(map.find_next_set(32), Bitmap::kNone);
    words[1] = 0x000003FF;
    EXPECT_EQ(map.find_first_clear(), Bitmap::kNone);
    EXPECT_EQ(map.count(), 42U);
}

TEST(Bitmap, EmptyAndOutOfRange) {
    const Bitmap empty;
    EXPECT_EQ(empty.size(), 0U);
    EXPECT_EQ(empty.find_first_clear(), Bitmap::kNone);
    EXPECT_EQ(empty.find_next_set(), Bitmap::kNone);
    EXPECT_EQ(empty.count(), 0U);
    u32 word[1] = {};
    const Bitmap map(word, 10);
    EXPECT_EQ(map.find_first_clear(9), 9U);
    EXPECT_EQ(map.find_first_clear(10), Bitmap::kNone);
    EXPECT_EQ(map.find_first_clear(Bitmap::kNone), Bitmap::kNone);
}

usize find_in(const std::vector<bool>& model, usize from, bool wanted) {
    for (usize i = from; i < model.size(); i++) {
        if (model[i] == wanted) {
            return i;
        }
    }
    return Bitmap::kNone;
}

void run_against_model(u32 seed, usize bits, int steps) {
    std::mt19937 random(seed);
    std::vector<u32> words(Bitmap::words_for(bits));
    Bitmap map(Span<u32>(words.data(), words.size()), bits);
    std::vector<bool> model(bits);
    u32 odds = 50;  // of setting rather than clearing: drifts, so that full and empty maps occur
    for (int step = 0; step < steps; step++) {
        if (step % 500 == 0) {
            odds = random() % 101;
        }
        const usize bit = random() % bits;
        model[bit] = random() % 100 < odds;
        model[bit] ? map.set(bit) : map.clear(bit);
        ASSERT_EQ(map.test(bit), model[bit]);
        const usize from = random() % (bits + 2);
        ASSERT_EQ(map.find_next_set(from), find_in(model, from, true));
        ASSERT_EQ(map.find_first_clear(from), find_in(model, from, false));
        ASSERT_EQ(map.count(), static_cast<usize>(std::count(model.begin(), model.end(), true)));
    }
}

TEST(Bitmap, RandomOperationsAgreeWithVector) {
    u32 seed = 6;
    for (usize bits : {1, 2, 31, 32, 33, 63, 64, 65, 100, 300}) {
        run_against_model(seed++, bits, 5000);
    }
}

TEST(BitmapDeathTest, BoundsAreChecked) {
    u32 words[2] = {};
    Bitmap map(words, 42);
    EXPECT_DEATH(map.set(42), "assertion failed: bit < bit_count_");
    EXPECT_DEATH(map.clear(63), "assertion failed: bit < bit_count_");
    EXPECT_DEATH(map.test(Bitmap::kNone), "assertion failed: bit < bit_count_");
    EXPECT_DEATH(Bitmap(words, 65), "assertion failed: offset <= size_");
}

}  // namespace
