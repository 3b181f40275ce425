// The self-check of the kernel heap at boot.
//
// Layer: selftest. uCore counterpart: check_slab in kern/mm/slab.c.
#include "kern/selftest/heap_check.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/frame.h"
#include "kern/mm/heap.h"
#include "kern/selftest/heap_workload.h"
#include "libs/assert.h"

namespace selftest {

void check_slab() {
    const usize free_before = mm::nr_free_pages();
    const mm::HeapUsage usage_before = mm::heap_usage();
    const u32 seed = debug::option_number("seed", 1);

    const HeapReport report = run_heap_workload({mm::kmalloc, mm::kfree}, seed, 500);
    if (report.failure != nullptr) {
        PANIC("check_slab: %s (%u bytes, operation %u, seed 0x%08x)", report.failure,
              static_cast<u32>(report.size), report.operation, seed);
    }
    ASSERT(mm::heap_usage() == usage_before);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("check_slab() succeeded!\n");
}

}  // namespace selftest
