// A pointer that was good when a call began may be bad when it is used: wait sleeps, and another
// thread takes the memory away, or makes it read-only by giving it back and mapping it anew.
#include "raw.h"

static volatile u32 page;
static volatile int child;
static u8 stacks[2][4096];

static void take_away(u32 again) {
    for (int i = 0; i < 5; i++) {
        CALL0(YIELD);
    }
    if (CALL2(MUNMAP, page, 4096) != 0) {
        fail("munmap", page);
    }
    u32 address = page;
    if (again && call(MMAP, (u32)&address, 4096, 0, 0) != 0) {
        fail("mmap", address);
    }
    CALL1(KILL, child);
    CALL1(EXIT_THREAD, 0);
}

// clone: the child goes on with a stack of its own, on which it finds what to do.
static int make_thread(void (*work)(u32), u32 argument, u8* top) {
    u32* stack = (u32*)top;
    *--stack = argument;
    *--stack = 0;
    *--stack = (u32)work;
    int result;
    __asm__ volatile(
        "int $0x80\n"
        "testl %%eax, %%eax\n"
        "jnz 1f\n"
        "ret\n"  // to work(argument)
        "1:"
        : "=a"(result)
        : "a"(CLONE), "d"(CLONE_VM | CLONE_THREAD), "c"(stack)
        : "memory", "cc");
    return result;
}

static void wait_into_nothing(u32 again) {
    u32 address = 0;
    if (call(MMAP, (u32)&address, 4096, MMAP_WRITE, 0) != 0) {
        fail("mmap", 0);
    }
    page = address;
    *(volatile u32*)page = 0;
    child = CALL0(FORK);
    if (child == 0) {
        for (;;) {
            CALL0(YIELD);
        }
    }
    const int thread = make_thread(take_away, again, stacks[again] + sizeof(stacks[again]));
    if (thread <= 0) {
        fail("clone", (u32)thread);
    }
    const int result = CALL2(WAIT, child, page);
    if (result != E_FAULT) {
        fail("wait", (u32)result);
    }
    if (exit_code_of(child) != E_KILLED) {
        fail("child", 0);
    }
    exit_code_of(thread);
}

static int start(void) {
    must_live("unmapped while waiting", wait_into_nothing, 0);
    must_live("read-only while waiting", wait_into_nothing, 1);
    PASS("k10_pointers");
}
