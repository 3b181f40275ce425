// Processes that have the same addresses, stacks among them, each with other values; taken together
// they have more than the machine has memory, so that all of them meet on the swap disk.
#include "raw.h"

enum { CHILDREN = 8, STACK_WORDS = 200 * 1024, ROUNDS = 3 };

static void live(u32 number) {
    volatile u32 stack[STACK_WORDS];
    for (u32 round = 0; round < ROUNDS; round++) {
        for (u32 i = 0; i < STACK_WORDS; i += 64) {
            stack[i] = number << 24 ^ round << 20 ^ i;
        }
        CALL0(YIELD);
        for (u32 i = 0; i < STACK_WORDS; i += 64) {
            if (stack[i] != (number << 24 ^ round << 20 ^ i)) {
                fail("word of the stack", i);
            }
        }
        // Also what is away when fork comes must be there for the child.
        const int pid = CALL0(FORK);
        for (u32 i = 0; i < STACK_WORDS; i += 64) {
            if (stack[i] != (number << 24 ^ round << 20 ^ i)) {
                fail("word of the stack after fork", i);
            }
        }
        if (pid == 0) {
            leave(SURVIVED);
        }
        if (exit_code_of(pid) != SURVIVED) {
            fail("grandchild", number);
        }
    }
}

static int start(void) {
    int pids[CHILDREN];
    for (u32 i = 0; i < CHILDREN; i++) {
        pids[i] = CALL0(FORK);
        if (pids[i] == 0) {
            live(i + 1);
            leave(SURVIVED);
        }
    }
    for (u32 i = 0; i < CHILDREN; i++) {
        if (exit_code_of(pids[i]) != SURVIVED) {
            fail("child", i);
        }
    }
    PASS("k23_stacks");
}
