// Operations on memory that no other thread can see half done.
// Layer: user (C and C++). uCore: libs/atomic.h. Manual: IA-32 SDM volume 2, BTS and BTR.
#pragma once

#include "user/libs/defs.h"

// Bit `nr` of the bits at `address`; the value is what it was.
static __always_inline int test_and_set_bit(int nr, volatile void* address) {
    int old;
    __asm__ volatile("lock btsl %2, %1; sbbl %0, %0"
                     : "=r"(old), "+m"(*(volatile uint32_t*)address)
                     : "r"(nr)
                     : "cc", "memory");
    return old != 0;
}

static __always_inline int test_and_clear_bit(int nr, volatile void* address) {
    int old;
    __asm__ volatile("lock btrl %2, %1; sbbl %0, %0"
                     : "=r"(old), "+m"(*(volatile uint32_t*)address)
                     : "r"(nr)
                     : "cc", "memory");
    return old != 0;
}
