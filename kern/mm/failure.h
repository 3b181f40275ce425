// Allocations that fail on purpose, so that what comes of it can be tested for each of them.
//
// Layer: mm. No uCore counterpart.
// alloc_pages and kmalloc ask here first. A plan says which of them are to fail; the boot option
// `fail` makes one, and so do self-checks:
//
//     page:K        the K-th allocation of frames fails, counted from boot on (the first is 1)
//     page:K:N      the K-th and those behind it, N in all
//     page:every:K  each K-th
//     heap:...      the same for kmalloc; one that needs a new frame counts as both
//     any:...       the same for both together: any:K:0xffffffff is a machine that is full
//     ...@user      counted from the start of the first user program on
//
// Self-checks are left out, neither counted nor failed: they rely on memory that is free. While a
// plan holds no frames are filled with zeros ahead, so that each frame that is needed is one that
// is asked for.
#pragma once

#include "libs/scope.h"
#include "libs/span.h"
#include "libs/types.h"

namespace mm {

enum class Allocation : u8 { Frames, Heap, Any };

// Which allocations fail: number `first` (1 is the next one), and from there on each `step`-th,
// `count` in all.
struct FailurePlan {
    static constexpr u32 kForEver = ~u32{0};

    Allocation what = Allocation::Frames;
    u32 first = 1;
    u32 step = 1;
    u32 count = 1;
};

// What has come of a plan.
struct FailureTally {
    u32 asked = 0;   // allocations of its kind since it began
    u32 failed = 0;  // how many of them failed
};

// Follows the boot option `fail`, if there is one. Called once, before the first allocation.
void failures_init();

// The first user program is about to start: a plan that waits for it begins.
void begin_failures_of_programs();

// Begins with `plan`, in place of any other.
void plan_failures(const FailurePlan& plan);

// Ends the plan; tells what came of it.
FailureTally end_failures();

// Whether a plan holds. When its last failure has happened, it ends by itself.
extern constinit bool failures_are_planned;

// Whether the allocation that was asked for is to fail; counts it. Context: any.
bool fails_as_planned(Allocation what);
inline bool is_to_fail(Allocation what) {
    return __builtin_expect(failures_are_planned, false) && fails_as_planned(what);
}

// Sets the plan aside while it lives: nothing fails, nothing is counted. What is planned meanwhile
// is forgotten.
class FailuresAside : NonCopyable {
  public:
    [[nodiscard]] FailuresAside();
    ~FailuresAside();

  private:
    FailurePlan plan_;
    FailureTally tally_;
    bool planned_;
};

}  // namespace mm
