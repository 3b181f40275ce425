// The self-check of disks that several threads use.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/disk_threads_check.h"

#include "kern/debug/log.h"
#include "kern/driver/block_device.h"
#include "kern/driver/clock.h"
#include "kern/mm/heap.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "libs/assert.h"
#include "libs/string.h"

namespace selftest {
namespace {

constexpr u32 kThreads = 3;
constexpr usize kBytes = 2 << 20;  // of a request: many commands
constexpr u32 kWantedOverlaps = 20;
constexpr u32 kPatience = 3000;  // ticks

constexpr const char* kMemoryIsFree = "memory is free at boot";

constinit u32 requests_under_way = 0;
constinit u32 overlaps = 0;  // requests that began while another one was under way

u32 word_at(u32 thread, u32 round, usize index) {
    return (thread << 28 | round << 20) + static_cast<u32>(index) * 2654435761u;
}

template <typename Request>
void counted(Request request) {
    overlaps += requests_under_way > 0 ? 1 : 0;
    ++requests_under_way;
    must(request(), "the disk works");
    --requests_under_way;
}

int use_disk(void* argument) {
    const u32 self = static_cast<u32>(reinterpret_cast<uptr>(argument));
    driver::BlockDevice& disk = *driver::find_block_device(driver::kSwapDisk);
    auto* words = static_cast<u32*>(mm::kmalloc(kBytes));
    ASSERT(words);
    Span<u8> memory(reinterpret_cast<u8*>(words), kBytes);
    const u64 place = u64{self} * kBytes / driver::kSectorSize;
    const u32 begin = driver::ticks;
    for (u32 round = 0; overlaps < kWantedOverlaps && driver::ticks - begin < kPatience; ++round) {
        for (usize i = 0; i < kBytes / sizeof(u32); ++i)
            words[i] = word_at(self, round, i);
        counted([&] { return disk.write(place, memory); });
        memset(words, 0, kBytes);
        counted([&] { return disk.read(place, memory); });
        for (usize i = 0; i < kBytes / sizeof(u32); ++i)
            if (words[i] != word_at(self, round, i))
                PANIC("check_disk_threads: thread %u, round %u: word %u is wrong", self, round,
                      static_cast<u32>(i));
    }
    mm::kfree(words);
    return 0;
}

}  // namespace

void check_disk_threads() {
    for (uptr i = 0; i < kThreads; ++i)
        must(process::kernel_thread(use_disk, reinterpret_cast<void*>(i)), kMemoryIsFree);
    while (process::do_wait(process::kAnyChild).has_value()) {}
    if (overlaps < kWantedOverlaps)
        PANIC("check_disk_threads: only %u requests began while another was under way", overlaps);
    cprintf("check_disk_threads() succeeded!\n");
}

}  // namespace selftest
