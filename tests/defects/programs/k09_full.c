// The kernel touches pages that are not there yet, for the program, until memory is full: then the
// call fails, and neither program nor kernel ends.
#include "raw.h"

enum { PAGES = 64 << 8, PAGE = 4096 };  // 64 MiB

static u8 memory[PAGES * PAGE];

static int start(void) {
    for (u32 page = 0; page < PAGES; page++) {
        // brk reads the word, which is 0, and writes the end of the heap.
        const int result = CALL1(BRK, memory + page * PAGE);
        if (result == 0) {
            continue;
        }
        if (result != E_NO_MEM) {
            fail("brk", (u32)result);
        }
        print("full after ");
        print_hex(page);
        print(" pages\n");
        PASS("k09_full");
    }
    fail("memory is never full", PAGES);
    return 1;
}
