// Stands in for the machine's trap frames in unit tests: the numbers that drivers use.
#pragma once

#include "libs/types.h"

namespace arch {

inline constexpr u32 kVectorIrq = 32;
inline constexpr u32 kIrqTimer = 0;

}  // namespace arch
