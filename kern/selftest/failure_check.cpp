// Deliberate failures, by which the tests see how the kernel reports its own bugs.
//
// Layer: selftest. No uCore counterpart.
// Each failure is a function of its own that is never inlined, so that the backtrace must name it.
// Each prints: GCC makes no stack frame for a function that has no use for a stack.

#include "kern/selftest/failure_check.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "libs/assert.h"
#include "libs/types.h"

namespace selftest {
namespace {

[[gnu::noinline]] void fail_by_panic() { PANIC("asked for, with the number %d", 42); }

[[gnu::noinline]] void fail_by_division() {
    volatile u32 zero = 0;
    cprintf("10 / 0 = %u\n", 10 / zero);
}

#if LAB >= 2
constexpr uptr kWildAddress = 0x9bad0000;  // nothing is ever mapped there

[[gnu::noinline]] void fail_by_wild_access() {
    cprintf("writing at 0x%08x\n", kWildAddress);
    *reinterpret_cast<volatile u32*>(kWildAddress) = 1;
}

[[gnu::noinline]] void fail_by_null_call() {
    void (*volatile nothing)() = nullptr;
    nothing();
}
#endif

constexpr u32 kNoDepth = ~0u;  // no stack is that deep

[[gnu::noinline]] u32 fail_by_recursion(u32 depth) {
    volatile u32 frame[64] = {depth};
    return depth == kNoDepth ? 0 : fail_by_recursion(depth + 1) + frame[depth % 64];
}

struct Failure {
    const char* name;
    void (*fail)();
};

constexpr Failure kFailures[] = {
    {"panic", fail_by_panic},
    {"divide_error", fail_by_division},
#if LAB >= 2
    {"wild_access", fail_by_wild_access},
    {"null_call", fail_by_null_call},
#endif
};

}  // namespace

void fail_when_asked() {
    for (const Failure& failure : kFailures)
        if (debug::check_asked_for(failure.name))
            failure.fail();
}

void overflow_stack_when_asked() {
    if (debug::check_asked_for("stack_overflow"))
        cprintf("returned from %u calls\n", fail_by_recursion(0));
}

}  // namespace selftest
