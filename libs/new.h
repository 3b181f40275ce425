// Construction of objects in memory that is already there.
// Layer: libs. The freestanding compiler has no <new>.
#pragma once

#include "libs/types.h"

#if __STDC_HOSTED__
#include <new>
#else
inline void* operator new(usize, void* place) noexcept { return place; }
inline void* operator new[](usize, void* place) noexcept { return place; }
#endif

// Constructs a T at `place`, which must be aligned for T and hold no living object.
template <typename T, typename... Arguments>
T* construct_at(T* place, Arguments&&... arguments) {
    return new (static_cast<void*>(place)) T(forward<Arguments>(arguments)...);
}
