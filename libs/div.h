// Division of 64-bit numbers, which a 32-bit machine cannot do in one instruction: the compiler
// would call a library that we do not link. Layer: libs. uCore: do_div in libs/x86.h.
#pragma once

#include "libs/assert.h"
#include "libs/types.h"

// dividend / divisor, and the remainder unless `remainder` is nullptr. The divisor must not be 0.
constexpr u64 div_u64(u64 dividend, u32 divisor, u32* remainder = nullptr) {
    ASSERT(divisor != 0);
    const u32 high = static_cast<u32>(dividend >> 32);
    const u32 low = static_cast<u32>(dividend);
    const u64 quotient_high = static_cast<u64>(high / divisor) << 32;
    u32 rest = high % divisor;
    if (rest == 0) {  // the usual case: the machine's own division will do
        if (remainder != nullptr) {
            *remainder = low % divisor;
        }
        return quotient_high | low / divisor;
    }
    // Long division of rest:low, a bit at a time. Invariant: rest < divisor.
    u32 quotient_low = 0;
    for (int bit = 31; bit >= 0; bit--) {
        const bool carry = (rest >> 31) != 0;
        rest = rest << 1 | (low >> bit & 1);
        quotient_low <<= 1;
        if (carry || rest >= divisor) {
            rest -= divisor;
            quotient_low |= 1;
        }
    }
    if (remainder != nullptr) {
        *remainder = rest;
    }
    return quotient_high | quotient_low;
}
