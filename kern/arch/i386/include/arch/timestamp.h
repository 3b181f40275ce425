// The processor's own clock.
//
// Layer: arch. No uCore counterpart.
#pragma once

#include "libs/types.h"

namespace arch {

// Cycles since the machine was switched on [IA32-3B 17.17]. How many make a second is for the
// reader to find out; under QEMU's -icount it is a nanosecond of the machine's time.
inline u64 timestamp() {
    u32 low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return u64{high} << 32 | low;
}

}  // namespace arch
