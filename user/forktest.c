// As many children as asked for, and not one more, can be waited for.
// uCore counterpart: user/forktest.c.
#include <stdio.h>
#include <ulib.h>

enum { CHILDREN = 32 };

int main(void) {
    int forked = 0;
    while (forked < CHILDREN) {
        const int pid = fork();
        if (pid == 0) {
            cprintf("I am child %d\n", forked);
            exit(0);
        }
        assert(pid > 0);
        forked++;
    }
    if (forked > CHILDREN) {
        panic("fork claimed to work %d times!\n", forked);
    }

    for (; forked > 0; forked--) {
        if (wait() != 0) {
            panic("wait stopped early\n");
        }
    }
    if (wait() == 0) {
        panic("wait got too many\n");
    }
    cprintf("forktest pass.\n");
    return 0;
}
