// Threads: they share memory, have stacks of their own, and exclude each other by a lock.
// uCore counterpart: none.
#include <lock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thread.h>
#include <ulib.h>

enum { THREADS = 8, ROUNDS = 500 };

static lock_t counter_lock;
static volatile int counter = 0;
static int* volatile places[THREADS];

// Adds to the counter in small steps, which only a lock keeps together.
static int count(void* argument) {
    const int number = *(int*)argument;
    int on_own_stack = number;
    places[number] = &on_own_stack;
    for (int i = 0; i < ROUNDS; i++) {
        lock(&counter_lock);
        const int old = counter;
        if (i % 10 == 0) {
            yield();
        }
        counter = old + 1;
        unlock(&counter_lock);
    }
    assert(on_own_stack == number);
    return 100 + number;
}

static void check_counting(void) {
    thread_t threads[THREADS];
    int numbers[THREADS];
    lock_init(&counter_lock);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert(thread(count, &numbers[i], &threads[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        int code = -1;
        assert(thread_wait(&threads[i], &code) == 0 && code == 100 + i);
        for (int j = 0; j < i; j++) {
            assert(places[i] != places[j]);
        }
    }
    assert(counter == THREADS * ROUNDS);
    cprintf("counting ok.\n");
}

// Memory that one thread asks for is there for all.
static int allocate(void* argument) {
    char** result = (char**)argument;
    for (int i = 0; i < 200; i++) {
        char* block = (char*)malloc((size_t)i * 10);
        memset(block, i, (size_t)i * 10);
        yield();
        free(block);
    }
    *result = strdup("made by a thread");
    exit_thread(7);
}

static void check_shared_heap(void) {
    thread_t threads[THREADS];
    char* results[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert(thread(allocate, &results[i], &threads[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        int code = -1;
        assert(thread_wait(&threads[i], &code) == 0 && code == 7);
        assert(strcmp(results[i], "made by a thread") == 0);
        free(results[i]);
    }
    cprintf("shared heap ok.\n");
}

static int spin(void* argument) {
    volatile int* started = (volatile int*)argument;
    *started = 1;
    while (*started) {
    }
    return 0;
}

static int fault(void* argument) {
    (void)argument;
    *(volatile int*)0xC0000000 = 1;
    return 0;
}

static void check_ends(void) {
    volatile int started = 0;
    thread_t spinning, faulting;
    assert(thread(spin, (void*)&started, &spinning) == 0);
    while (!started) {
        yield();
    }
    assert(thread_kill(&spinning) == 0);
    int code = 0;
    assert(thread_wait(&spinning, &code) == 0 && code == -E_KILLED);

    // In a process of its own: a thread that faults may take its process with it.
    const int pid = fork();
    if (pid == 0) {
        if (thread(fault, NULL, &faulting) == 0) {
            thread_wait(&faulting, &code);
        }
        exit(code);
    }
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == -E_KILLED);
    cprintf("ends ok.\n");
}

// When a process ends, so do its threads: nothing of it is left for the kernel's leak check.
static void check_exit_with_threads(void) {
    const int pid = fork();
    if (pid == 0) {
        static volatile int started[3];
        static thread_t spinning[3];
        for (int i = 0; i < 3; i++) {
            assert(thread(spin, (void*)&started[i], &spinning[i]) == 0);
        }
        while (!started[0] || !started[1] || !started[2]) {
            yield();
        }
        exit(9);
    }
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == 9);
    cprintf("exit with threads ok.\n");
}

static int exit_at_once(void* code) {
    exit((int)(intptr_t)code);
}

// A thread that calls exit ends its process, with the code that it says.
static void check_exit_by_a_thread(void) {
    const int pid = fork();
    if (pid == 0) {
        thread_t thread_of_child;
        assert(thread(exit_at_once, (void*)55, &thread_of_child) == 0);
        for (;;) {
            yield();
        }
    }
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0);
    if (code != 55) {
        panic("a thread exits with 55, its process with %d", code);
    }
    cprintf("exit by a thread ok.\n");
}

int main(void) {
    check_counting();
    check_shared_heap();
    check_ends();
    check_exit_with_threads();
    check_exit_by_a_thread();
    cprintf("threadtest pass.\n");
    return 0;
}
