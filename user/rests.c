// One child computes all the time; the other yields whenever it has seen two ticks, so it leaves a
// rest of each time slice. The grader tells from QEMU's record who had the CPU at each tick: as in
// turns.c, child n has its stack pointer n * FLOOR bytes below its parent's.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

enum { FLOOR = 8192, WINDOW = 120 };

static void __noreturn compute(void) {
    for (;;) {
        asm volatile(".rept 250; nop; .endr");  // quicker to emulate than as many jumps
    }
}

static void __noreturn compute_and_yield(void) {
    for (;;) {
        unsigned last = gettime_msec();
        for (int seen = 0; seen < 2;) {
            for (volatile int i = 0; i < 5000; i++) {
            }
            const unsigned now = gettime_msec();
            if (now == last + 1) {  // more: others ran meanwhile
                seen++;
            }
            last = now;
        }
        yield();
    }
}

static int start(unsigned number, void (*live)(void)) {
    const int pid = fork();
    if (pid == 0) {
        volatile char* floor = (volatile char*)__builtin_alloca(number * FLOOR);
        *floor = 0;
        live();
    }
    assert(pid > 0);
    return pid;
}

int main(void) {
    lab6_set_priority(10);
    const int first = start(1, compute);
    const int second = start(2, compute_and_yield);
    sleep(WINDOW);
    assert(kill(first) == 0 && kill(second) == 0);
    assert(waitpid(first, NULL) == 0 && waitpid(second, NULL) == 0);
    cprintf("rests pass.\n");
    return 0;
}
