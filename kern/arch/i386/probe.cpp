// Accesses that may fault, and code that goes on when they do.
//
// Layer: arch. No uCore counterpart.

#include "arch/probe.h"

#if LAB >= 5
#include "arch/cpu_features.h"
#endif
#include "libs/span.h"

// Lists instruction 1 with the place 2 to go on after a fault.
#define RESUME_AT_2 ".pushsection .fixups, \"a\"; .long 1b, 2b; .popsection"

namespace arch {
namespace {

#if LAB < 5
// There are no programs whose memory would have to be kept apart.
struct [[maybe_unused]] UserAccess {};
#endif

struct Fixup {
    uptr instruction;
    uptr resume;
};

}  // namespace

extern "C" const Fixup fixups_start[], fixups_end[];

bool probe_read(uptr address, u32& value) {
    u32 done = 0, word = 0;
    const UserAccess access;
    asm volatile("1: movl (%2), %1; movl $1, %0; 2: " RESUME_AT_2
                 : "+r"(done), "+r"(word)
                 : "r"(address)
                 : "memory");
    if (done != 0)
        value = word;
    return done != 0;
}

bool probe_write(uptr address, u32 value) {
    u32 done = 0;
    const UserAccess access;
    asm volatile("1: movl %2, (%1); movl $1, %0; 2: " RESUME_AT_2
                 : "+r"(done)
                 : "r"(address), "r"(value)
                 : "memory");
    return done != 0;
}

uptr resume_after_fault(uptr eip) {
    for (const Fixup* fixup = fixups_start; fixup != fixups_end; ++fixup)
        if (fixup->instruction == eip)
            return fixup->resume;
    return 0;
}

}  // namespace arch
