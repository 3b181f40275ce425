// A chain of processes, each waiting for its child, until fork fails; then all of them end. The
// second time there is room for as many.
#include "raw.h"

// The length of the chain from here on, and the error at its end, in one number.
static int grow(void) {
    const int pid = CALL0(FORK);
    if (pid < 0) {
        return -pid;
    }
    if (pid == 0) {
        leave(grow() + 0x100);
    }
    return exit_code_of(pid);
}

static int start(void) {
    const int first = grow(), second = grow();
    const int error = -(first & 0xFF);
    if (error != E_NO_MEM && error != -5) {
        fail("error", (u32)first);
    }
    if (first != second || first < 0x1000) {
        fail("lengths", (u32)second);
    }
    print("processes: ");
    print_hex((u32)first >> 8);
    print("\n");
    PASS("k12_chain");
}
