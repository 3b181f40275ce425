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
#include "libs/prng.h"

namespace selftest {
namespace {

constexpr u32 kSharingBlocks = 256;
constexpr usize kBiggestHeader = 16;  // more than that for each block is waste

}  // namespace

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
    cprintf("slab check: seed 0x%08x blocks %u bytes %u\n", seed, report.blocks, report.bytes);
    cprintf("check_slab() succeeded!\n");
}

void check_slab_sharing() {
    const usize free_before = mm::nr_free_pages();
    const u32 seed = debug::option_number("seed", 1);
    Prng random(seed);
    const usize size = 32 + 16 * random.below(3);

    void* blocks[kSharingBlocks];
    for (void*& block : blocks) {
        block = mm::kmalloc(size);
        ASSERT(block != nullptr);
    }
    const usize frames = free_before - mm::nr_free_pages();
    const usize bytes = kSharingBlocks * (size + kBiggestHeader);
    if (frames > bytes / mm::kPageSize + 1)
        PANIC("check_slab_sharing: %u blocks of %u bytes take %u frames", kSharingBlocks,
              static_cast<u32>(size), static_cast<u32>(frames));

    // Half of them, of each pair one, are freed; as many are wanted again.
    u32 freed[kSharingBlocks / 2];
    for (u32 i = 0; i < kSharingBlocks / 2; ++i) {
        freed[i] = 2 * i + random.below(2);
        mm::kfree(blocks[freed[i]]);
    }
    for (u32 index : freed)
        blocks[index] = mm::kmalloc(size);
    const usize again = free_before - mm::nr_free_pages();
    if (again > frames)
        PANIC("check_slab_sharing: blocks that were freed are not used again: %u frames became %u",
              static_cast<u32>(frames), static_cast<u32>(again));

    for (void* block : blocks)
        mm::kfree(block);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("slab_sharing check: seed 0x%08x size %u blocks %u frames %u again %u\n", seed,
            static_cast<u32>(size), kSharingBlocks, static_cast<u32>(frames),
            static_cast<u32>(again));
    cprintf("check_slab_sharing() succeeded!\n");
}

}  // namespace selftest
