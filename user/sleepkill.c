// Kills a child that sleeps for ever.
// uCore counterpart: user/sleepkill.c.
#include <stdio.h>
#include <ulib.h>

int main(void) {
    const int pid = fork();
    if (pid == 0) {
        sleep(~0U);
        exit(0xdead);
    }
    assert(pid > 0);
    sleep(100);
    assert(kill(pid) == 0);
    cprintf("sleepkill pass.\n");
    return 0;
}
