// The puzzle 2048: tiles on a board are pushed together, and equal ones become one of twice the
// value. Layer: user (C++); pure code, also compiled by the unit tests. uCore: none.
#pragma once

#include "libs/prng.h"
#include "libs/types.h"

class Puzzle {
  public:
    static constexpr usize kSide = 4;
    static constexpr u32 kGoal = 2048;

    enum class Direction : u8 { Left, Right, Up, Down };

    // A board with two tiles; the same for the same seed.
    explicit Puzzle(u32 seed);

    // Pushes all tiles, and puts a new one on the board. false: nothing moved.
    bool push(Direction direction);

    // The value of a tile, 0 when there is none.
    u32 tile(usize row, usize column) const { return tiles_[row][column]; }
    void set_tile(usize row, usize column, u32 value) { tiles_[row][column] = value; }

    u32 score() const { return score_; }
    u32 largest() const;
    bool can_move() const;

  private:
    u32* at(Direction direction, usize line, usize position);
    bool push_line(Direction direction, usize line);
    void add_tile();

    u32 tiles_[kSide][kSide] = {};
    u32 score_ = 0;
    Prng random_;
};
