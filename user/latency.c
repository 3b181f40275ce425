// A process wants the CPU for a moment after every tick, while another keeps the kernel busy with
// system calls that take long: how many ticks late does it wake up?
// uCore counterpart: none.
#include <stdio.h>
#include <string.h>
#include <ulib.h>
#include <unistd.h>

#include "tiny_elf.h"

#ifndef LATENCY_MEGABYTES
#define LATENCY_MEGABYTES 128
#endif

enum { PAGE = 4096, BIG = LATENCY_MEGABYTES << 20, PROGRAM = 7 << 20, ROUNDS = 5 };
enum { SINGLE_PAGES = 200 };

// What the two processes share.
typedef struct {
    volatile int stop;
    volatile unsigned worst;  // in ticks
    volatile unsigned wakes;
} shared_t;

static shared_t* shared;

static void __noreturn wake_up_and_look(void) {
    unsigned before = gettime_msec();
    while (!shared->stop) {
        sleep(1);
        const unsigned now = gettime_msec(), late = now - before - 1;
        before = now;
        shared->wakes++;
        if (late > shared->worst) {
            shared->worst = late;
        }
    }
    exit(0);
}

static uintptr_t fill(size_t size) {
    uintptr_t start = 0;
    assert(mmap(&start, size, MMAP_WRITE) == 0);
    for (uintptr_t at = start; at < start + size; at += PAGE) {
        *(volatile int*)at = (int)at;
    }
    return start;
}

static void wait_for(int pid, int wanted) {
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == wanted);
}

// The child's memory is as large, and goes away with it.
static void fork_and_exit(void) { wait_for(fork() ?: (exit(0), 0), 0); }

static void map_and_unmap(void) { assert(munmap(fill(BIG / 4), BIG / 4) == 0); }

static void share_and_unmap(void) {
    uintptr_t start = 0;
    assert(shmem(&start, BIG / 4, MMAP_WRITE) == 0);
    assert(munmap(start, BIG / 4) == 0);
}

static void shrink_heap(void) {
    uintptr_t start = 0;
    assert(brk(&start) == 0);
    uintptr_t end = start + BIG / 4;
    assert(brk(&end) == 0);
    for (uintptr_t at = start; at < end; at += PAGE) {
        *(volatile int*)at = 1;
    }
    assert(brk(&start) == 0);
}

// Pages without a neighbour are a line each.
static void print_single_pages(void) {
    uintptr_t start = 0;
    assert(mmap(&start, 2 * SINGLE_PAGES * PAGE, MMAP_WRITE) == 0);
    for (int i = 0; i < SINGLE_PAGES; i++) {
        *(volatile int*)(start + (uintptr_t)i * 2 * PAGE) = i;
    }
    print_pgdir();
    assert(munmap(start, 2 * SINGLE_PAGES * PAGE) == 0);
}

static unsigned char program[PROGRAM];

static void load_program(void) {
    const int pid = fork();
    if (pid == 0) {
        exit(exec_image("large", program, sizeof(program)));
    }
    wait_for(pid, TINY_ELF_CODE);
}

// So that it has slept before the work, and told of a sleep that was too long after it.
static void wait_until_it_wakes_up(void) {
    const unsigned wakes = shared->wakes;
    while (shared->wakes == wakes) {
        yield();
    }
}

static void measure(const char* what, int rounds, void (*work)(void)) {
    wait_until_it_wakes_up();
    shared->worst = 0;
    for (int round = 0; round < rounds; round++) {
        work();
    }
    wait_until_it_wakes_up();
    cprintf("latency: %-16s %3u ticks late\n", what, shared->worst);
}

int main(void) {
    uintptr_t address = 0;
    assert(shmem(&address, sizeof(shared_t), MMAP_WRITE) == 0);
    shared = (shared_t*)address;
    tiny_elf_t elf = make_tiny_elf();
    elf.file_size = elf.memory_size = sizeof(program);
    memcpy(program, &elf, sizeof(elf));

    const int pid = fork();
    if (pid == 0) {
        wake_up_and_look();
    }
    measure("pgdir", 1, print_single_pages);
    measure("exec", ROUNDS, load_program);
    measure("mmap, munmap", ROUNDS, map_and_unmap);
    measure("shmem, munmap", ROUNDS, share_and_unmap);
    measure("brk", ROUNDS, shrink_heap);
    const uintptr_t big = fill(BIG);
    measure("fork, exit", ROUNDS, fork_and_exit);
    assert(munmap(big, BIG) == 0);
    shared->stop = 1;
    wait_for(pid, 0);
    assert(shared->wakes > 10);
    cprintf("latency pass.\n");
    return 0;
}
