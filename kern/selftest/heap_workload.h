// Exercises kmalloc and kfree, or something that stands in for them.
//
// Layer: selftest. uCore counterpart: check_slab in kern/mm/slab.c. Prints nothing, so that it runs
// on the host too.
#pragma once

#include "libs/types.h"

namespace selftest {

// The heap to check.
struct Heap {
    void* (*allocate)(usize size);
    void (*release)(void* block);
};

// What came out.
struct HeapReport {
    const char* failure = nullptr;  // What was wrong; nullptr when nothing was.
    usize size = 0;                 // The size of the block that it was wrong with.
    u32 operation = 0;              // The random operation at which it was; 0 before the first.
    u32 blocks = 0;                 // How many blocks were asked for and given,
    u32 bytes = 0;                  // and how many bytes altogether.
};

// Asks for blocks of critical sizes, and then does `operations` random requests; writes every
// byte of every block and reads it again before the block is freed. All blocks are freed again
// when nothing was wrong.
HeapReport run_heap_workload(const Heap& heap, u32 seed, u32 operations);

}  // namespace selftest
