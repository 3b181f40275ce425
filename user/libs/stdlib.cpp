// Random numbers and hashing, with the original's sequences.
// Layer: user. uCore: libs/rand.c, libs/hash.c.
#include "user/libs/stdlib.h"

namespace {

// A linear congruential generator of 48 bits (that of the standard's drand48); its upper bits are
// the better ones.
constexpr uint64_t kMultiplier = 0x5DEECE66D;
constexpr uint64_t kIncrement = 0xB;
constexpr uint64_t kMask = (uint64_t{1} << 48) - 1;
constinit uint64_t next = 1;

// 2^32 divided by the golden ratio, about, and a prime [Knuth, The Art of Computer
// Programming 6.4].
constexpr uint32_t kGoldenRatioPrime = 0x9E370001;

}  // namespace

int rand() {
    next = (next * kMultiplier + kIncrement) & kMask;
    return static_cast<int>((next >> 12) & RAND_MAX);
}

void srand(unsigned int seed) { next = seed; }

uint32_t hash32(uint32_t value, unsigned int bits) {
    return (value * kGoldenRatioPrime) >> (32 - bits);
}
