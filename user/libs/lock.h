// A lock between threads, or between processes over shared memory. Waiting gives up the CPU.
// Layer: user (C and C++). uCore: user/libs/lock.h.
#pragma once

#include "user/libs/ulib.h"
#include "user/libs/x86.h"

// 0 is free. An int-sized word, as the original's `volatile bool`.
typedef volatile uint32_t lock_t;

static inline void lock_init(lock_t* lock) { *lock = 0; }

// Takes the lock if it is free. As in the original, the value is whether it was NOT free: 0 is
// success.
static inline int try_lock(lock_t* lock) { return xchg(lock, 1) != 0; }

static inline void lock(lock_t* lock) {
    while (try_lock(lock)) {
        yield();
    }
}

static inline void unlock(lock_t* lock) { xchg(lock, 0); }
