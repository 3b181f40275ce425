// Whole pages at once.
//
// Layer: arch. uCore counterpart: memset and memcpy of libs/x86.h.
// The string instructions do it with one instruction a word, and real processors with one a cache
// line.
#pragma once

#include "arch/layout.h"
#include "libs/types.h"

namespace arch {

// Fills the page at `page` with zeros. It is aligned.
inline void zero_page(void* page) {
    usize words = kPageSize / sizeof(u32);
    asm volatile("cld; rep stosl" : "+D"(page), "+c"(words) : "a"(0) : "memory");
}

#if LAB >= 5
// Copies the page at `from` to `to`. Both are aligned.
inline void copy_page(void* to, const void* from) {
    usize words = kPageSize / sizeof(u32);
    asm volatile("cld; rep movsl" : "+D"(to), "+S"(from), "+c"(words)::"memory");
}
#endif

}  // namespace arch
