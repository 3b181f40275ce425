// Threads at work on one address space while system calls that take long are in the middle of it:
// fork, munmap, brk, shmem and pgdir are preempted, and yet each does its work as if nobody else had
// run.
// uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <string.h>
#include <thread.h>
#include <ulib.h>
#include <unistd.h>

#ifndef TOGETHER_MEGABYTES
#define TOGETHER_MEGABYTES 48
#endif

enum { PAGE = 4096, PAGES = TOGETHER_MEGABYTES * 256, PAGE_WORDS = PAGE / 4, FORKS = 12 };
enum { PRINTS = 4, ENDS = 6 };

static volatile unsigned memory[PAGES][PAGE_WORDS] __attribute__((aligned(PAGE)));
static volatile int stop;

// Writes the same number to all of some pages, the first one first: at no time is a later one ahead
// of an earlier one.
static int count(void* unused) {
    (void)unused;
    for (unsigned n = 1; !stop; n++) {
        for (unsigned page = 0; page < PAGES; page += PAGES / 16) {
            memory[page][0] = n;
        }
    }
    return 0;
}

// Fork copies what there is at one time.
static void check_count(void) {
    unsigned last = ~0U;
    for (unsigned page = 0; page < PAGES; page += PAGES / 16) {
        const unsigned here = memory[page][0];
        if (here > last) {
            panic("page %u is at %u, one before it at %u", page, here, last);
        }
        last = here;
    }
    for (unsigned page = 0; page < PAGES; page++) {
        if (memory[page][1] != page) {
            panic("page %u holds %u", page, memory[page][1]);
        }
    }
}

// What is mapped anew is zero, and what was written is there until it is unmapped.
static int map_and_unmap(void* argument) {
    int (*map)(uintptr_t*, size_t, uint32_t) = (int (*)(uintptr_t*, size_t, uint32_t))argument;
    for (unsigned round = 1; !stop; round++) {
        uintptr_t start = 0;
        const size_t size = (round % 7 + 1) * 100 * PAGE;
        if (map(&start, size, MMAP_WRITE) != 0) {
            panic("no memory");
        }
        for (uintptr_t at = start; at < start + size; at += PAGE) {
            assert(*(volatile unsigned*)at == 0);
            *(volatile unsigned*)at = round;
        }
        for (uintptr_t at = start; at < start + size; at += PAGE) {
            assert(*(volatile unsigned*)at == round);
        }
        assert(munmap(start, size) == 0);
    }
    return 0;
}

static int move_heap_end(void* unused) {
    (void)unused;
    uintptr_t start = 0;
    assert(brk(&start) == 0);
    while (!stop) {
        uintptr_t end = start + 500 * PAGE;
        assert(brk(&end) == 0 && end == start + 500 * PAGE);
        for (uintptr_t at = start; at < end; at += PAGE) {
            assert(*(volatile unsigned*)at == 0);
            *(volatile unsigned*)at = 1;
        }
        end = start;
        assert(brk(&end) == 0 && end == start);
    }
    return 0;
}

// Pages that are being unmapped come back from the swap disk, since another process wants them.
static void check_shared_pages(void) {
    uintptr_t start = 0;
    assert(mmap(&start, sizeof(memory), MMAP_WRITE) == 0);
    for (unsigned page = PAGES; page-- > 0;) {  // the last to be unmapped are the first to leave
        *(volatile unsigned*)(start + page * PAGE) = ~page;
    }
    const int pid = fork();
    if (pid == 0) {
        for (unsigned i = 0; i < PAGES; i++) {
            const unsigned page = i * 7919 % PAGES;  // all of them, all over the place
            assert(*(volatile unsigned*)(start + page * PAGE) == ~page);
        }
        exit(0);
    }
    assert(pid > 0 && munmap(start, sizeof(memory)) == 0);
    int code = -1;
    assert(waitpid(pid, &code) == 0 && code == 0);
}

// A process that gives up its memory just now is about to end already.
static void check_kill_at_end(void) {
    for (int yields = 0; yields < 20; yields++) {
        const int pid = fork();
        if (pid == 0) {
            exit(0);
        }
        for (int i = 0; i < yields; i++) {
            yield();
        }
        const int result = kill(pid);
        if (result != 0 && result != -E_KILLED && result != -E_BAD_PROC) {
            panic("kill after %d yields: %e", yields, result);
        }
        assert(wait() == 0);
    }
}

// Lets others run for that many ticks.
static void give_way_for(unsigned ticks) {
    const unsigned start = gettime_msec();
    while (gettime_msec() - start < ticks) {
        yield();
    }
}

// Who is killed in the middle of a long system call, where it gives way again, ends with that call.
static void check_kill_in_call(int round) {
    const int pid = fork();
    if (pid == 0) {
        for (int calls = 0; calls < 50; calls++) {
            uintptr_t start = 0;
            assert(shmem(&start, 4000 * PAGE, MMAP_WRITE) == 0);
            assert(munmap(start, 4000 * PAGE) == 0);
        }
        exit(0);
    }
    give_way_for((unsigned)(20 + round));
    assert(pid > 0 && kill(pid) == 0);
    int code = 0;
    assert(waitpid(pid, &code) == 0 && code == -E_KILLED);
}

// Pages without a neighbour: print_pgdir has a line for each.
static int map_single_pages(void* unused) {
    (void)unused;
    enum { SIZE = 2000 * PAGE };
    while (!stop) {
        uintptr_t start = 0;
        assert(mmap(&start, SIZE, MMAP_WRITE) == 0);
        for (uintptr_t at = start; at < start + SIZE; at += 2 * PAGE) {
            *(volatile unsigned*)at = 1;
        }
        assert(munmap(start, SIZE) == 0);
    }
    return 0;
}

static int print_tables(void* unused) {
    (void)unused;
    while (!stop) {
        print_pgdir();
    }
    return 0;
}

// Page tables that change while they are printed are printed from beginning to end: that is for whoever
// reads the lines to see.
static void check_printing(void) {
    stop = 0;
    thread_t mapper;
    assert(thread(map_single_pages, NULL, &mapper) == 0);
    for (int i = 0; i < PRINTS; i++) {
        print_pgdir();
    }
    stop = 1;
    int code = -1;
    assert(thread_wait(&mapper, &code) == 0 && code == 0);
    cprintf("together: page tables printed.\n");
}

static int spin(void* unused) {
    (void)unused;
    while (!stop) {
        yield();
    }
    return 0;
}

// Makes processes with memory of their own that end with this one.
static int clone_and_kill(void* unused) {
    (void)unused;
    static char stack[PAGE];
    while (!stop) {
        const int pid = clone(CLONE_THREAD, (uintptr_t)stack + sizeof(stack), spin, NULL);
        (void)kill(pid);
        (void)wait();
    }
    return 0;
}

// A process whose threads are in the middle of all of this ends, and they with it.
static void check_end(int round) {
    const int pid = fork();
    if (pid == 0) {
        thread_t threads[5];
        assert(thread(count, NULL, &threads[0]) == 0);
        assert(thread(map_and_unmap, (void*)mmap, &threads[1]) == 0);
        assert(thread(clone_and_kill, NULL, &threads[2]) == 0);
        assert(thread(move_heap_end, NULL, &threads[3]) == 0);
        assert(thread(print_tables, NULL, &threads[4]) == 0);
        give_way_for((unsigned)(20 + round));
        exit(round);
    }
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == round);
}

int main(void) {
    for (unsigned page = 0; page < PAGES; page++) {
        memory[page][1] = page;
    }
    thread_t threads[4];
    assert(thread(count, NULL, &threads[0]) == 0);
    assert(thread(map_and_unmap, (void*)mmap, &threads[1]) == 0);
    assert(thread(map_and_unmap, (void*)shmem, &threads[2]) == 0);
    assert(thread(move_heap_end, NULL, &threads[3]) == 0);
    for (int round = 0; round < FORKS; round++) {
        const int pid = fork();
        if (pid == 0) {
            check_count();
            exit(0);
        }
        int code = -1;
        assert(pid > 0 && waitpid(pid, &code) == 0 && code == 0);
    }
    stop = 1;
    for (int i = 0; i < 4; i++) {
        int code = -1;
        assert(thread_wait(&threads[i], &code) == 0 && code == 0);
    }
    check_count();
    check_shared_pages();
    check_kill_at_end();
    for (int round = 0; round < ENDS; round++) {
        check_kill_in_call(round);
    }
    check_printing();
    stop = 0;
    for (int round = 0; round < ENDS; round++) {
        check_end(round);
    }
    cprintf("together pass.\n");
    return 0;
}
