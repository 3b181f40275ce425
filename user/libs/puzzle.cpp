// The puzzle 2048. Layer: user. uCore: none.
#include "user/libs/puzzle.h"

Puzzle::Puzzle(u32 seed) : random_(seed) {
    add_tile();
    add_tile();
}

// The tile at `position` of a row or column, counted from the side that tiles are pushed to.
u32* Puzzle::at(Direction direction, usize line, usize position) {
    const usize back = kSide - 1 - position;
    switch (direction) {
    case Direction::Left: return &tiles_[line][position];
    case Direction::Right: return &tiles_[line][back];
    case Direction::Up: return &tiles_[position][line];
    default: return &tiles_[back][line];
    }
}

bool Puzzle::push_line(Direction direction, usize line) {
    bool moved = false;
    usize to = 0;            // where the next tile goes
    bool may_merge = false;  // the tile before `to` is not the sum of two yet
    for (usize from = 0; from < kSide; from++) {
        u32* source = at(direction, line, from);
        const u32 value = *source;
        if (value == 0) {
            continue;
        }
        *source = 0;
        u32* before = to > 0 ? at(direction, line, to - 1) : nullptr;
        if (may_merge && *before == value) {
            *before += value;
            score_ += *before;
            may_merge = false;
            moved = true;
        } else {
            *at(direction, line, to) = value;
            moved = moved || to != from;
            may_merge = true;
            to++;
        }
    }
    return moved;
}

bool Puzzle::push(Direction direction) {
    bool moved = false;
    for (usize line = 0; line < kSide; line++) {
        moved = push_line(direction, line) || moved;
    }
    if (moved) {
        add_tile();
    }
    return moved;
}

// A two, or one time in ten a four, in any place that is free.
void Puzzle::add_tile() {
    u32 free = 0;
    for (const auto& row : tiles_) {
        for (u32 value : row) {
            free += value == 0 ? 1 : 0;
        }
    }
    if (free == 0) {
        return;
    }
    u32 chosen = random_.below(free);
    const u32 added = random_.below(10) == 0 ? 4 : 2;
    for (auto& row : tiles_) {
        for (u32& value : row) {
            if (value == 0 && chosen-- == 0) {
                value = added;
                return;
            }
        }
    }
}

u32 Puzzle::largest() const {
    u32 most = 0;
    for (const auto& row : tiles_) {
        for (u32 value : row) {
            most = max(most, value);
        }
    }
    return most;
}

bool Puzzle::can_move() const {
    for (usize row = 0; row < kSide; row++) {
        for (usize column = 0; column < kSide; column++) {
            const u32 value = tiles_[row][column];
            const bool right = column + 1 < kSide && tiles_[row][column + 1] == value;
            const bool below = row + 1 < kSide && tiles_[row + 1][column] == value;
            if (value == 0 || right || below) {
                return true;
            }
        }
    }
    return false;
}
