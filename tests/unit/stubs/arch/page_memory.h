// Stands in for filling and copying whole pages in unit tests.
#pragma once

#include <cstring>

#include "arch/layout.h"

namespace arch {

inline void zero_page(void* page) { std::memset(page, 0, kPageSize); }
inline void copy_page(void* to, const void* from) { std::memcpy(to, from, kPageSize); }

}  // namespace arch
