// Memory that a program gets holds nothing of those who had it before.
#include "raw.h"

enum { WORDS = 2 << 20, PATTERN = 0x5EC2E7 };  // 8 MiB

static u32 words[WORDS];

// Leaves the pattern in all memory of a process, its stack too.
static void leave_traces(u32 pattern) {
    volatile u32 stack[50000];
    for (u32 i = 0; i < sizeof(stack) / 4; i++) {
        stack[i] = pattern;
    }
    for (u32 i = 0; i < WORDS; i++) {
        words[i] = pattern;
    }
    u32 address = 0;
    if (call(MMAP, (u32)&address, 1 << 20, MMAP_WRITE, 0) != 0) {
        fail("mmap", 0);
    }
    for (u32 i = 0; i < (1 << 20) / 4; i++) {
        ((u32*)address)[i] = pattern;
    }
}

static void expect_zeros(const char* what, const volatile u32* from, u32 bytes) {
    for (u32 i = 0; i < bytes / 4; i++) {
        if (from[i] != 0) {
            fail(what, (u32)&from[i]);
        }
    }
}

static void find_nothing(u32 unused) {
    (void)unused;
    u32 here;
    const u32 page = (u32)&here & ~4095u;
    expect_zeros("stack that was there", (u32*)0xAFFFC000, page - 0xAFFFC000);
    expect_zeros("stack that came", (u32*)(0xB0000000 - (200 << 12)), 180 << 12);
    expect_zeros("bss", words, sizeof(words));
    u32 end = 0;
    if (CALL1(BRK, &end) != 0) {
        fail("brk", 0);
    }
    const u32 heap = end;
    end += 1 << 20;
    if (CALL1(BRK, &end) != 0 || end != heap + (1 << 20)) {
        fail("brk", end);
    }
    expect_zeros("heap", (u32*)heap, 1 << 20);
    u32 address = 0;
    if (call(MMAP, (u32)&address, 1 << 20, MMAP_WRITE, 0) != 0) {
        fail("mmap", 0);
    }
    expect_zeros("mapping", (u32*)address, 1 << 20);
    if (call(SHMEM, (u32)&address, 4096, MMAP_WRITE, 0) == 0) {
        fail("shmem over a mapping", address);
    }
    address = 0;
    if (call(SHMEM, (u32)&address, 1 << 20, MMAP_WRITE, 0) != 0) {
        fail("shmem", 0);
    }
    expect_zeros("shared mapping", (u32*)address, 1 << 20);
}

static int start(void) {
    for (u32 round = 0; round < 3; round++) {
        must_live("traces", leave_traces, PATTERN + round);
        must_live("nothing", find_nothing, 0);
    }
    PASS("k06_zeroed");
}
