// Semaphores of programs: order, time-outs, who may free them, and what becomes of those who wait.
// uCore counterpart: user/semtest.c of its full version, an idea.
#include <error.h>
#include <stdio.h>
#include <thread.h>
#include <ulib.h>

// LONG: ticks after which somebody must have died who should have posted.
enum { CHILDREN = 5, ROUNDS = 50, LIMIT = 128, LONG = 1000 };

static int code_of(int pid) {
    int code = 0;
    assert(pid > 0 && waitpid(pid, &code) == 0);
    return code;
}

static int value_of(sem_t sem) {
    int value = -1;
    assert(sem_get_value(sem, &value) == 0);
    return value;
}

static void check_counting(void) {
    const sem_t sem = sem_init(2);
    assert(sem > 0 && value_of(sem) == 2);
    assert(sem_wait(sem) == 0 && sem_wait(sem) == 0 && value_of(sem) == 0);
    const unsigned start = gettime_msec();
    assert(sem_wait_timeout(sem, 7) == -E_TIMEOUT);
    assert(gettime_msec() - start >= 7 && gettime_msec() - start <= 9);
    assert(value_of(sem) == 0);
    assert(sem_post(sem) == 0 && value_of(sem) == 1);
    assert(sem_wait_timeout(sem, 7) == 0 && value_of(sem) == 0);
    assert(sem_free(sem) == 0);
    cprintf("counting ok.\n");
}

static void check_arguments(void) {
    assert(sem_init(-1) == -E_INVAL);
    const sem_t sem = sem_init(0x7fffffff);
    assert(sem > 0 && sem_post(sem) == -E_TOO_BIG && value_of(sem) == 0x7fffffff);
    assert(sem_get_value(sem, NULL) == -E_FAULT);
    assert(sem_get_value(sem, (int*)0xC0000000) == -E_FAULT);
    assert(sem_free(sem) == 0);
    const int wrong[] = {sem, 0, -1, 0x7fffffff};
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        int value;
        assert(sem_post(wrong[i]) == -E_INVAL && sem_wait(wrong[i]) == -E_INVAL);
        assert(sem_free(wrong[i]) == -E_INVAL && sem_get_value(wrong[i], &value) == -E_INVAL);
    }
    const int mailbox = mbox_init(1);
    assert(mailbox > 0 && sem_post(mailbox) == -E_INVAL && sem_free(mailbox) == -E_INVAL);
    assert(mbox_free(mailbox) == 0);
    cprintf("arguments ok.\n");
}

// A process has so many, no more; the kernel lives on, and has them back when it ends.
static void check_limit(void) {
    const int pid = fork();
    if (pid == 0) {
        for (int i = 0; i < LIMIT; i++) {
            assert(sem_init(0) > 0);
        }
        assert(sem_init(0) == -E_TOO_BIG);
        exit(0);
    }
    assert(code_of(pid) == 0);
    cprintf("limit ok.\n");
}

// Whoever has waited longest is next.
static void check_order(void) {
    uintptr_t shared = 0;
    assert(shmem(&shared, 4096, MMAP_WRITE) == 0);
    volatile int* order = (volatile int*)shared;
    volatile int* count = order + CHILDREN;
    const sem_t sem = sem_init(0);
    int pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            assert(sem_wait(sem) == 0);
            order[(*count)++] = i;
            exit(0);
        }
        sleep(2);
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(sem_post(sem) == 0);
        sleep(2);
    }
    assert(value_of(sem) == 0);
    for (int i = 0; i < CHILDREN; i++) {
        assert(code_of(pids[i]) == 0);
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(order[i] == i);
    }
    assert(sem_free(sem) == 0 && munmap(shared, 4096) == 0);
    cprintf("order ok.\n");
}

// One at a time in what a semaphore protects.
static void check_exclusion(void) {
    uintptr_t shared = 0;
    assert(shmem(&shared, 4096, MMAP_WRITE) == 0);
    volatile int* counter = (volatile int*)shared;
    const sem_t mutex = sem_init(1);
    int pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            for (int round = 0; round < ROUNDS; round++) {
                assert(sem_wait_timeout(mutex, LONG) == 0);
                const int old = *counter;
                yield();
                *counter = old + 1;
                assert(sem_post(mutex) == 0);
            }
            exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(code_of(pids[i]) == 0);
    }
    assert(*counter == CHILDREN * ROUNDS && value_of(mutex) == 1);
    assert(sem_free(mutex) == 0 && munmap(shared, 4096) == 0);
    cprintf("exclusion ok.\n");
}

// Only its process may free it. Those who wait are told, when it is freed and when the process
// ends.
static void check_freeing(void) {
    const sem_t sem = sem_init(0);
    const int waiting = fork();
    if (waiting == 0) {
        assert(sem_free(sem) == -E_INVAL);
        exit(sem_wait(sem));
    }
    sleep(2);
    assert(sem_free(sem) == 0 && code_of(waiting) == -E_INVAL);

    const sem_t told = sem_init(0);
    uintptr_t shared = 0;
    assert(shmem(&shared, 4096, MMAP_WRITE) == 0);
    volatile sem_t* of_child = (volatile sem_t*)shared;
    const int owner = fork();
    if (owner == 0) {
        *of_child = sem_init(0);
        sem_post(told);
        sleep(5);
        exit(0);
    }
    assert(sem_wait_timeout(told, LONG) == 0 && sem_wait(*of_child) == -E_INVAL &&
           code_of(owner) == 0);
    assert(sem_post(*of_child) == -E_INVAL);

    const int doomed = fork();
    if (doomed == 0) {
        *of_child = sem_init(0);
        sem_post(told);
        sleep(LONG);
        exit(0);
    }
    assert(sem_wait_timeout(told, LONG) == 0);
    const int killer = fork();
    if (killer == 0) {
        sleep(3);
        exit(kill(doomed));
    }
    assert(sem_wait(*of_child) == -E_INVAL);
    assert(code_of(killer) == 0 && code_of(doomed) == -E_KILLED);
    assert(sem_free(told) == 0 && munmap(shared, 4096) == 0);
    cprintf("freeing ok.\n");
}

static int make_one(void* argument) {
    *(volatile sem_t*)argument = sem_init(3);
    return 0;
}

// What a thread has made is its process's, and stays when the thread has ended.
static void check_threads(void) {
    volatile sem_t sem = 0;
    thread_t maker;
    int code = -1;
    assert(thread(make_one, (void*)&sem, &maker) == 0);
    assert(thread_wait(&maker, &code) == 0 && code == 0);
    assert(value_of(sem) == 3 && sem_free(sem) == 0);
    cprintf("threads ok.\n");
}

// Who is killed while it waits takes nothing with it.
static void check_killing(void) {
    const sem_t sem = sem_init(0);
    const int pid = fork();
    if (pid == 0) {
        exit(sem_wait(sem));
    }
    sleep(2);
    assert(kill(pid) == 0 && code_of(pid) == -E_KILLED);
    assert(sem_post(sem) == 0 && value_of(sem) == 1 && sem_wait_timeout(sem, 1) == 0);
    assert(sem_free(sem) == 0);
    cprintf("killing ok.\n");
}

int main(void) {
    check_counting();
    check_arguments();
    check_limit();
    check_order();
    check_exclusion();
    check_freeing();
    check_threads();
    check_killing();
    assert(sem_init(1) > 0);  // freed with us
    cprintf("semtest pass.\n");
    return 0;
}
