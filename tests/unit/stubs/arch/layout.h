// Stands in for the memory map in unit tests: the constants that pure code uses.
#pragma once

#include "libs/types.h"

namespace arch {

inline constexpr usize kPageSize = 4096;
inline constexpr unsigned kPageShift = 12;

}  // namespace arch
