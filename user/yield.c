// Gives up the CPU five times, and gets it back each time.
// uCore counterpart: user/yield.c.
#include <stdio.h>
#include <ulib.h>

int main(void) {
    cprintf("Hello, I am process %d.\n", getpid());
    for (int i = 0; i < 5; i++) {
        yield();
        cprintf("Back in process %d, iteration %d.\n", getpid(), i);
    }
    cprintf("All done in process %d.\n", getpid());
    cprintf("yield pass.\n");
    return 0;
}
