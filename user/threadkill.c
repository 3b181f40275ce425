// kill of a process that has threads: whose number it is decides what ends. That of the process ends
// all of them, that of a thread the thread alone.
// uCore counterpart: none.
#include <stdio.h>
#include <thread.h>
#include <ulib.h>
#include <unistd.h>

enum { THREADS = 3, TURNS = 30 };

// Shared with the child: how often each of its threads has counted.
static volatile unsigned* counts;

static int count(void* argument) {
    volatile unsigned* own = (volatile unsigned*)argument;
    for (;;) {
        ++*own;
    }
    return 0;
}

static void __noreturn run_threads(void) {
    static thread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert(thread(count, (void*)&counts[i], &threads[i]) == 0);
    }
    for (;;) {
        yield();
    }
}

static void wait_until_all_count(void) {
    for (int i = 0; i < THREADS; i++) {
        const unsigned before = counts[i];
        while (counts[i] == before) {
            yield();
        }
    }
}

// Gives everybody else the CPU, again and again.
static void let_others_run(void) {
    for (int i = 0; i < TURNS; i++) {
        yield();
    }
}

// How many of the threads still count, a while later.
static int how_many_count(void) {
    unsigned before[THREADS];
    let_others_run();  // those that are to end do so
    for (int i = 0; i < THREADS; i++) {
        before[i] = counts[i];
    }
    let_others_run();
    int counting = 0;
    for (int i = 0; i < THREADS; i++) {
        counting += counts[i] != before[i];
    }
    return counting;
}

int main(void) {
    uintptr_t address = 0;
    assert(shmem(&address, THREADS * sizeof(*counts), MMAP_WRITE) == 0);
    counts = (volatile unsigned*)address;

    const int pid = fork();
    if (pid == 0) {
        run_threads();
    }
    assert(pid > 0);
    wait_until_all_count();
    const int first_thread = pid + 1;  // nobody else makes processes
    assert(kill(first_thread) == 0);
    int left = how_many_count();
    cprintf("threadkill: a thread is killed, %d count.\n", left);
    assert(left == THREADS - 1);

    assert(kill(pid) == 0);
    int code = 0;
    assert(waitpid(pid, &code) == 0 && code == -E_KILLED);
    left = how_many_count();
    cprintf("threadkill: the process is killed, %d count.\n", left);
    assert(left == 0);
    cprintf("threadkill pass.\n");
    return 0;
}
