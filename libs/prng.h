// Prng: pseudo-random numbers that depend on the seed alone (xorshift32, Marsaglia 2003).
// Layer: libs. uCore: libs/rand.c. tools/grade/prng.py computes the same sequence; change both.
#pragma once

#include "libs/assert.h"
#include "libs/types.h"

// The algorithm, exactly, on 32 bits: state = seed, or 0x9E3779B9 when the seed is 0. next():
// x = state; x ^= x << 13; x ^= x >> 17; x ^= x << 5; state = x; the result is x, never 0.
class Prng {
  public:
    explicit constexpr Prng(u32 seed) : state_(seed != 0 ? seed : 0x9E3779B9) {}

    constexpr u32 next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_;
    }

    // next() % limit: a number below `limit`, which must not be 0.
    constexpr u32 below(u32 limit) {
        ASSERT(limit != 0);
        return next() % limit;
    }

  private:
    u32 state_;
};
