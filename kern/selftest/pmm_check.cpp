// The self-check of the frame allocator at boot.
//
// Layer: selftest. uCore counterpart: check_alloc_page in kern/mm/pmm.c.
#include "kern/selftest/pmm_check.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/frame.h"
#include "kern/mm/pmm_manager.h"
#include "kern/selftest/pmm_workload.h"
#include "libs/assert.h"
#include "libs/result.h"

namespace selftest {
namespace {

// Not real frames: the strategy sees nothing but their Pages, and the frames in use stay untouched.
constinit mm::Page trial_pages[kArenaPages];

class Tracer final : public PmmObserver {
  public:
    void allocated(usize frames, i32 frame) override {
        cprintf("pmm trace: %u frames at %d\n", static_cast<u32>(frames), frame);
    }
};

void check_strategy(mm::PmmManager& strategy, u32 seed) {
    Tracer tracer;
    const bool is_traced = debug::list_contains(debug::option("trace"), "pmm");
    const PmmReport report = run_pmm_workload(strategy, trial_pages, seed, kPmmOperations,
                                              is_traced ? &tracer : nullptr);
    if (report.failure != nullptr) {
        PANIC(
            "check_alloc_page: %s: %s (operation %u, seed 0x%08x, %u frames, expected %d, got %d)",
            strategy.name(), report.failure, report.operation, seed,
            static_cast<u32>(report.frames), report.expected, report.got);
    }
    cprintf("pmm check: seed 0x%08x digest 0x%08x\n", seed, report.digest);
}

// Three frames from the allocator in use are three different pieces of memory, and go back.
void check_frames() {
    constexpr usize kCount = 3;
    const usize free_before = mm::nr_free_pages();
    mm::Page* pages[kCount];
    for (usize i = 0; i < kCount; ++i) {
        pages[i] = must(mm::alloc_pages(1), "frames are free at boot");
        ASSERT(pages[i]->references() == 0);
        *static_cast<volatile u32*>(mm::page_to_kva(pages[i])) = static_cast<u32>(i);
    }
    ASSERT(mm::nr_free_pages() == free_before - kCount);
    for (usize i = 0; i < kCount; ++i) {
        ASSERT(*static_cast<volatile u32*>(mm::page_to_kva(pages[i])) == i);
        mm::free_pages(pages[i], 1);
    }
    ASSERT(mm::nr_free_pages() == free_before);
}

}  // namespace

void check_alloc_page() {
    check_strategy(mm::trial_manager_of(mm::pmm_manager()), debug::option_number("seed", 1));
    check_frames();
    cprintf("check_alloc_page() succeeded!\n");
}

}  // namespace selftest
