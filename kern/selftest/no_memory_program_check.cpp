// The self-check of programs for which there is no memory.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/no_memory_program_check.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/failure.h"
#include "kern/process/exec.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/selftest/usage.h"
#include "libs/assert.h"

namespace selftest {
namespace {

constinit StringView program;

// One frame, one block, and all that is asked for from there on.
constexpr mm::FailurePlan kPlans[] = {
    {.what = mm::Allocation::Frames},
    {.what = mm::Allocation::Heap},
    {.what = mm::Allocation::Any, .count = mm::FailurePlan::kForEver},
};

int run_program(void*) { return -static_cast<int>(process::kernel_execve(program)); }

// Runs the program with allocations failing as planned. Returns whether it came to that.
bool run_without(const mm::FailurePlan& plan) {
    const Usage before;
    mm::plan_failures(plan);
    Result<u32> pid = process::kernel_thread(run_program, nullptr);
    ASSERT(pid.has_value() || pid.error() == Error::NoMemory);
    while (process::do_wait(process::kAnyChild).has_value()) {}
    const bool came_to_it = mm::end_failures().failed != 0;
    require_nothing_lost(before, "something");
    return came_to_it;
}

}  // namespace

void check_no_memory_in_program() {
    program = debug::option("init");
    ASSERT(!program.empty());
    u32 runs = 0;
    for (mm::FailurePlan plan : kPlans)
        for (; run_without(plan); ++plan.first)
            ++runs;
    cprintf("no memory: %s ran %u times\n", program.data(), runs);
    cprintf("check_no_memory_in_program() succeeded!\n");
}

}  // namespace selftest
