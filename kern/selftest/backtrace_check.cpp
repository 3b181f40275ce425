// The self-check of the stack backtrace at boot.
//
// Layer: selftest. uCore counterpart: grade_backtrace in kern/init/init.c.

#include "kern/selftest/backtrace_check.h"

#include "kern/debug/backtrace.h"
#include "kern/debug/options.h"
#include "libs/prng.h"

namespace selftest {
namespace {

void call_deeper(u32 calls_left, u32 x, u32 y, u32 z);

// The compiler can not see what is called, so it really makes these calls, with all arguments on
// the stack.
using Call = void (*)(u32 calls_left, u32 x, u32 y, u32 z);
constinit volatile Call next_call = call_deeper;

void call_deeper(u32 calls_left, u32 x, u32 y, u32 z) {
    if (calls_left == 0)
        debug::print_stackframe();
    else
        next_call(calls_left - 1, y, z, x + calls_left);
}

}  // namespace

void check_backtrace() {
    Prng random(debug::option_number("seed", 1));
    const u32 calls = 2 + random.below(6);
    const u32 x = random.next(), y = random.next(), z = random.next();
    next_call(calls, x, y, z);
}

}  // namespace selftest
