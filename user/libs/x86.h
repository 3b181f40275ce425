// What a program may want of the machine itself.
// Layer: user (C and C++). uCore: libs/x86.h, libs/atomic.h. Manual: IA-32 SDM volume 2.
#pragma once

#include "user/libs/defs.h"

// Divides the unsigned 64-bit n by base (32 bits), in place; the value is the remainder.
#define do_div(n, base)                                                                     \
    ({                                                                                      \
        uint64_t do_div_n = (n);                                                            \
        uint32_t do_div_base = (base), do_div_rest;                                         \
        uint32_t do_div_high = (uint32_t)(do_div_n >> 32), do_div_low = (uint32_t)do_div_n; \
        uint32_t do_div_top = do_div_high / do_div_base;                                    \
        do_div_high %= do_div_base;                                                         \
        __asm__("divl %4"                                                                   \
                : "=a"(do_div_low), "=d"(do_div_rest)                                       \
                : "0"(do_div_low), "1"(do_div_high), "rm"(do_div_base)                      \
                : "cc");                                                                    \
        (n) = (uint64_t)do_div_top << 32 | do_div_low;                                      \
        do_div_rest;                                                                        \
    })

#define barrier() __asm__ volatile("" ::: "memory")

// The time stamp counter [IA32-2B RDTSC].
static __always_inline uint64_t rdtsc(void) {
    uint64_t count;
    __asm__ volatile("rdtsc" : "=A"(count)::"memory");
    return count;
}

static __always_inline uint32_t read_eflags(void) {
    uint32_t eflags;
    __asm__ volatile("pushfl; popl %0" : "=r"(eflags));
    return eflags;
}

static __always_inline void write_eflags(uint32_t eflags) {
    __asm__ volatile("pushl %0; popfl" ::"r"(eflags) : "cc", "memory");
}

static __always_inline uint32_t read_ebp(void) {
    uint32_t ebp;
    __asm__ volatile("movl %%ebp, %0" : "=r"(ebp));
    return ebp;
}

static __always_inline void breakpoint(void) { __asm__ volatile("int $3"); }

// Puts `value` at `address` and returns what was there, in one step [IA32-2C XCHG].
static __always_inline uint32_t xchg(volatile uint32_t* address, uint32_t value) {
    __asm__ volatile("xchgl %0, %1" : "+r"(value), "+m"(*address)::"memory");
    return value;
}
