// A number that stands for a sequence of numbers, for a check that a model outside computes too.
//
// Layer: selftest. No uCore counterpart.
#pragma once

#include "libs/types.h"

namespace selftest {

// The digest of a sequence, from that of all but its last number, and that number.
constexpr u32 digest_step(u32 digest, u32 number) { return (digest << 5 | digest >> 27) ^ number; }

}  // namespace selftest
