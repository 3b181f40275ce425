// The rules of 2048.
#include "user/libs/puzzle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace {

using Row = std::array<u32, 4>;

// What becomes of a row when it is pushed to the left; the new tile is in another row.
Row pushed(const Row& row, Puzzle::Direction direction, bool* moved) {
    Puzzle puzzle(1);
    const bool is_column =
        direction == Puzzle::Direction::Up || direction == Puzzle::Direction::Down;
    for (usize line = 0; line < 4; line++) {
        for (usize i = 0; i < 4; i++) {
            // Every line is the same, so that a new tile can only add to the free places.
            puzzle.set_tile(is_column ? i : line, is_column ? line : i, row[i]);
        }
    }
    *moved = puzzle.push(direction);
    // The new tile is in one line: the others all show the result.
    Row results[4];
    for (usize line = 0; line < 4; line++) {
        for (usize i = 0; i < 4; i++) {
            results[line][i] = puzzle.tile(is_column ? i : line, is_column ? line : i);
        }
    }
    return results[0] == results[1] || results[0] == results[2] ? results[0] : results[1];
}

TEST(Puzzle, PushesAndMergesOnce) {
    const struct {
        Row before;
        Row after;
    } cases[] = {
        {{2, 2, 0, 0}, {4, 0, 0, 0}}, {{2, 0, 0, 2}, {4, 0, 0, 0}}, {{2, 2, 2, 2}, {4, 4, 0, 0}},
        {{4, 2, 2, 0}, {4, 4, 0, 0}}, {{2, 2, 4, 0}, {4, 4, 0, 0}}, {{0, 0, 0, 2}, {2, 0, 0, 0}},
        {{2, 2, 2, 0}, {4, 2, 0, 0}}, {{8, 0, 4, 4}, {8, 8, 0, 0}},
    };
    bool moved;
    for (const auto& one : cases) {
        EXPECT_EQ(pushed(one.before, Puzzle::Direction::Left, &moved), one.after);
        EXPECT_TRUE(moved);
        EXPECT_EQ(pushed(one.before, Puzzle::Direction::Up, &moved), one.after);
        Row before(one.before), after(one.after);
        std::reverse(before.begin(), before.end());
        std::reverse(after.begin(), after.end());
        EXPECT_EQ(pushed(before, Puzzle::Direction::Right, &moved), after);
        EXPECT_EQ(pushed(before, Puzzle::Direction::Down, &moved), after);
    }
    EXPECT_EQ(pushed({2, 4, 8, 16}, Puzzle::Direction::Left, &moved), (Row{2, 4, 8, 16}));
    EXPECT_FALSE(moved);
}

// The sum of all tiles grows by the new one only; a game ends when nothing can move.
TEST(Puzzle, GamesEnd) {
    std::mt19937 random(5);
    for (u32 seed = 1; seed <= 50; seed++) {
        Puzzle puzzle(seed);
        u32 before = 0;
        for (u32 moves = 0; puzzle.can_move(); moves++) {
            ASSERT_LT(moves, 100000u);
            const bool moved = puzzle.push(static_cast<Puzzle::Direction>(random() % 4));
            u32 sum = 0;
            for (usize i = 0; i < 16; i++) {
                sum += puzzle.tile(i / 4, i % 4);
            }
            if (before != 0) {
                ASSERT_TRUE(moved ? sum == before + 2 || sum == before + 4 : sum == before);
            }
            before = sum;
        }
        for (u32 direction = 0; direction < 4; direction++) {
            EXPECT_FALSE(puzzle.push(static_cast<Puzzle::Direction>(direction)));
        }
        EXPECT_GE(puzzle.largest(), 8u);
        EXPECT_GT(puzzle.score(), 0u);
    }
}

}  // namespace
