// Basic types and macros of user programs.
// Layer: user (C and C++). uCore: libs/defs.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What our headers declare has C names.
#ifdef __cplusplus
#define USER_API_BEGIN extern "C" {
#define USER_API_END   }
#else
#define USER_API_BEGIN
#define USER_API_END
typedef int bool;
#endif

typedef intptr_t off_t;

#define __always_inline inline __attribute__((always_inline))
#define __noinline      __attribute__((noinline))
#define __noreturn      __attribute__((noreturn))

// a, rounded to a multiple of n; the type is a's.
#define ROUNDDOWN(a, n)                                   \
    ({                                                    \
        size_t rounddown_a = (size_t)(a);                 \
        (__typeof__(a))(rounddown_a - rounddown_a % (n)); \
    })
#define ROUNDUP(a, n)                                                       \
    ({                                                                      \
        size_t roundup_n = (size_t)(n);                                     \
        (__typeof__(a))(ROUNDDOWN((size_t)(a) + roundup_n - 1, roundup_n)); \
    })

// The structure of type `type` whose member `member` `ptr` points at.
#define to_struct(ptr, type, member) ((type*)((char*)(ptr)-offsetof(type, member)))
