// Children that only compute: the grader tells from QEMU's record of the clock's interrupts who had
// the CPU at each tick. So that it can, each child has its stack pointer in a part of the stack of
// its own: child n lies n * FLOOR bytes below its parent. 1 has the machine to itself for a while; 2
// and 3 come later, and 3 sleeps at first. In the end their parent, whose priority is the highest,
// takes some naps.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

enum { FLOOR = 8192, CHILDREN = 3, ALONE = 40, SLEEPS = 80, WINDOW = 220, NAPS = 6, NAP = 13 };

static const uint32_t priorities[CHILDREN + 1] = {10, 2, 4, 1};

// Computes until the next tick.
static void compute_a_moment(void) {
    const unsigned now = gettime_msec();
    while (gettime_msec() == now) {
        for (volatile int i = 0; i < 5000; i++) {
        }
    }
}

// The time that this takes is counted in instructions. A long row of them that do nothing is quicker
// for an emulator than as many jumps.
static void __noreturn compute_for_ever(void) {
    for (;;) {
        asm volatile(".rept 250; nop; .endr");
    }
}

static int start(unsigned number) {
    const int pid = fork();
    if (pid == 0) {
        volatile char* floor = (volatile char*)__builtin_alloca(number * FLOOR);
        *floor = 0;
        lab6_set_priority(priorities[number]);
        if (number == CHILDREN) {
            compute_a_moment();
            sleep(SLEEPS);
        }
        compute_for_ever();
    }
    assert(pid > 0);
    return pid;
}

int main(void) {
    int pids[CHILDREN];
    lab6_set_priority(priorities[0]);
    pids[0] = start(1);
    sleep(ALONE);
    pids[1] = start(2);
    pids[2] = start(3);
    sleep(SLEEPS + WINDOW);
    for (int i = 0; i < NAPS; i++) {
        sleep(NAP);
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(kill(pids[i]) == 0);
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(waitpid(pids[i], NULL) == 0);
    }
    cprintf("turns pass.\n");
    return 0;
}
