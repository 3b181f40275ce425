// Children of priorities 1 to 5 compute for ten seconds and count the ticks of the clock that they
// see: under the stride scheduler these are as 1 to 5. How far they come in a tick does not matter,
// for the computer may have other things to do meanwhile.
// uCore counterpart: user/priority.c.
#include <stdio.h>
#include <ulib.h>

enum { CHILDREN = 5, TICKS = 1000 };

static void delay(void) {
    for (volatile int i = 0; i < 200; i++) {
    }
}

// Returns how many ticks came while it ran.
static int count_until(unsigned end) {
    int count = 0;
    unsigned last = gettime_msec();
    for (unsigned now = last; now < end; now = gettime_msec()) {
        count += now != last;
        last = now;
        delay();
    }
    return count;
}

int main(void) {
    int pids[CHILDREN];
    int counts[CHILDREN];
    const unsigned end = gettime_msec() + TICKS;
    lab6_set_priority(CHILDREN + 1);  // above the children's, until all are there
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            lab6_set_priority((uint32_t)i + 1);
            const int count = count_until(end);
            cprintf("child pid %d, acc %d, time %d\n", getpid(), count, gettime_msec());
            exit(count);
        }
        if (pids[i] < 0) {
            for (int started = 0; started < i; started++) {
                kill(pids[started]);
            }
            panic("FAIL: T.T\n");
        }
    }

    cprintf("main: fork ok,now need to wait pids.\n");
    for (int i = 0; i < CHILDREN; i++) {
        counts[i] = 0;
        waitpid(pids[i], &counts[i]);
        cprintf("main: pid %d, acc %d, time %d\n", pids[i], counts[i], gettime_msec());
    }
    cprintf("main: wait pids over\n");
    cprintf("stride sched correct result:");
    for (int i = 0; i < CHILDREN; i++) {
        // Rounded to the nearest; a child that never ran makes no division by zero.
        cprintf(" %d", counts[0] <= 0 ? -1 : (counts[i] * 2 / counts[0] + 1) / 2);
    }
    cprintf("\n");
    return 0;
}
