// A child sleeps ten times for a second, and the time agrees.
// uCore counterpart: user/sleep.c.
#include <stdio.h>
#include <ulib.h>

enum { TIMES = 10, TICKS = 100 };

static void __noreturn sleep_often(void) {
    for (int i = 1; i <= TIMES; i++) {
        sleep(TICKS);
        cprintf("sleep %d x %d slices.\n", i, TICKS);
    }
    exit(0);
}

int main(void) {
    const unsigned start = gettime_msec();
    const int pid = fork();
    if (pid == 0) {
        sleep_often();
    }
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == 0);
    cprintf("use %04d msecs.\n", gettime_msec() - start);
    cprintf("sleep pass.\n");
    return 0;
}
