// The self-check that compares the page replacement policies.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/swap_policy_check.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/heap.h"
#include "kern/selftest/frame_hog.h"
#include "kern/selftest/swap_workload.h"
#include "kern/vm/address_space.h"
#include "kern/vm/fault.h"
#include "kern/vm/swap.h"
#include "libs/assert.h"

namespace selftest {
namespace {

using vm::AddressSpace;
using vm::VirtAddr;

constexpr VirtAddr kStart{arch::kUserBase};
constexpr usize kSize = kSwapPages * mm::kPageSize;
constexpr const char* kMemoryIsFree = "memory is free at boot";

// Memory of the active address space, paged by the kernel's own page faults and swap.
class PagedMemory final : public SwapRange {
  public:
    PagedMemory() : SwapRange({kStart.as<volatile u8>(), kSize}, mm::kPageSize) {}
    void tick() override { vm::swap_tick(); }
    SwapCounters counters() const override {
        vm::SwapTraffic traffic = vm::swap_traffic();
        return {vm::page_fault_count(), traffic.reads, traffic.writes};
    }
};

SwapReport run_pattern(SwapPattern pattern, u32 seed) {
    Ref<AddressSpace> space = must(AddressSpace::create(), kMemoryIsFree);
    must(space->map(kStart, kSize, vm::Permissions::Read | vm::Permissions::Write), kMemoryIsFree);
    must(space->page_table().get_pte(kStart, mm::Create::Yes), kMemoryIsFree);
    PagedMemory memory;
    mm::Owned<SwapWorkload> workload =
        must(mm::Owned<SwapWorkload>::create(memory, kSwapPages, seed), kMemoryIsFree);
    FrameHog hog(kSwapFrames);
    space->activate();
    SwapReport report = workload->run(pattern, kSwapVisits);
    AddressSpace::deactivate();
    return report;
}

void check_pattern(vm::SwapManager& policy, SwapPattern pattern, u32 seed) {
    SwapReport report = run_pattern(pattern, seed);
    if (report.failure)
        PANIC("swap: %s, pattern %s, seed 0x%08x: %s (visit %u, page %u, offset %u: 0x%08x is "
              "0x%08x)",
              policy.name(), swap_pattern_name(pattern), seed, report.failure, report.visit,
              report.page, report.offset, report.expected, report.got);
    cprintf("swap: %s, pattern %s: %u faults, %u reads, %u writes, all bytes right\n",
            policy.name(), swap_pattern_name(pattern), report.counters.faults,
            report.counters.reads, report.counters.writes);
}

}  // namespace

void check_swap_policy() {
    if (!vm::swap_is_on())
        return;
    const u32 seed = debug::option_number("seed", 1);
    const usize free_before = mm::nr_free_pages();
    for (SwapPattern pattern : kSwapPatterns)
        check_pattern(vm::swap_manager(), pattern, seed);
    ASSERT(vm::swap_slots_in_use() == 0);
    ASSERT(mm::nr_free_pages() == free_before);
}

void check_swap_policies() {
    if (!vm::swap_is_on())
        return;
    vm::SwapManager& in_use = vm::swap_manager();
    static constexpr const char* kNames[] = {"fifo", "clock", "extended_clock", "lru"};
    for (const char* name : kNames) {
        vm::SwapManager* policy = vm::find_swap_manager(name);
        vm::set_swap_manager(*policy);
        check_swap_policy();
    }
    vm::set_swap_manager(in_use);
}

}  // namespace selftest
