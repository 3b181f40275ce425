// A mix of processes to compare schedulers by: some compute for long, some for a moment, some mostly
// sleep, one comes late. `make trace-schedmix SCHED=all` draws what each policy makes of it.
// No uCore counterpart.
#include <stdio.h>
#include <ulib.h>

enum { CALIBRATION = 5 };  // ticks

// One kind of process. Times are in ticks of a machine that it has to itself.
struct kind {
    const char *name;
    int starts;    // ticks that it sleeps at first
    int priority;
    int rounds;    // how often it
    int computes;  // computes for so long
    int sleeps;    // and then sleeps for so long
};

static const struct kind kinds[] = {
    {"long", 0, 1, 4, 15, 1},
    {"medium", 0, 1, 6, 5, 1},
    {"heavy", 0, 4, 3, 10, 1},
    {"keys", 0, 1, 15, 1, 7},
    {"disk", 0, 1, 10, 2, 8},
    {"late", 40, 1, 1, 8, 0},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static unsigned loops_per_tick;

static void compute(unsigned loops) {
    for (volatile unsigned i = 0; i < loops; i++) {
    }
}

// Ends with how much this machine does in a tick. Nobody else runs yet.
static void __noreturn calibrate(void) {
    enum { STEP = 500 };
    unsigned loops = 0;
    unsigned start = gettime_msec();
    while (gettime_msec() == start) {
    }
    start = gettime_msec();
    while (gettime_msec() < start + CALIBRATION) {
        compute(STEP);
        loops += STEP;
    }
    exit((int)(loops / CALIBRATION));
}

static void __noreturn live(const struct kind *kind) {
    lab6_set_priority((uint32_t)kind->priority);
    for (int round = 0; round < kind->rounds; round++) {
        const int sleeps = round == 0 ? kind->starts : kind->sleeps;
        if (sleeps != 0) {
            sleep((unsigned)sleeps);
        }
        compute((unsigned)kind->computes * loops_per_tick);
    }
    cprintf("%s: done at %d\n", kind->name, gettime_msec());
    exit(0);
}

int main(void) {
    // In a child: a parent that computes has no such good start under some policies.
    int loops = 0;
    const int calibrator = fork();
    if (calibrator == 0) {
        calibrate();
    }
    waitpid(calibrator, &loops);
    assert(loops > 0);
    loops_per_tick = (unsigned)loops;
    lab6_set_priority(10);
    int ended = 0;
    for (int i = 0; i < KINDS; i++) {
        const int pid = fork();
        if (pid == 0) {
            live(&kinds[i]);
        }
        assert(pid > 0);
        cprintf("process %d: %s\n", pid, kinds[i].name);
    }
    while (wait() == 0) {
        ended++;
    }
    assert(ended == KINDS);
    cprintf("schedmix pass.\n");
    return 0;
}
