// What is in use of what can leak.
//
// Layer: selftest. No uCore counterpart.
#pragma once

#include "kern/debug/log.h"
#include "kern/mm/frame.h"
#include "kern/mm/heap.h"
#include "kern/process/process.h"
#include "kern/vm/swap.h"

namespace selftest {

// Taken before and after something that is to leave nothing behind.
struct Usage {
    usize free_frames = mm::nr_free_pages();
    mm::HeapUsage heap = mm::heap_usage();
    u32 processes = process::process_count();
    u32 swap_slots = vm::swap_slots_in_use();

    // Blocks of the heap may share frames in another way; their number says that none is lost.
    bool operator==(const Usage& other) const {
        return free_frames + heap.frames == other.free_frames + other.heap.frames &&
               heap.blocks == other.heap.blocks && heap.bytes == other.heap.bytes &&
               processes == other.processes && swap_slots == other.swap_slots;
    }

    void print(const char* when) const {
        cprintf("  %s: %u frames free, %u heap blocks, %u processes, %u swap slots\n", when,
                static_cast<u32>(free_frames), static_cast<u32>(heap.blocks), processes,
                swap_slots);
    }
};

// Panics with `what` unless the same is in use as `before`.
inline void require_nothing_lost(const Usage& before, const char* what) {
    const Usage after;
    if (after == before)
        return;
    before.print("before");
    after.print("after");
    PANIC("%s was not given back", what);
}

}  // namespace selftest
