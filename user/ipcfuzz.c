// Semaphores, events and mailboxes with wild arguments, by many processes that kill each other in
// the middle of it. The kernel must live on, and lose nothing.
// uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <syscall.h>
#include <ulib.h>
#include <unistd.h>

#ifndef IPCFUZZ_SEED
#define IPCFUZZ_SEED 1
#endif
#ifndef IPCFUZZ_CALLS
#define IPCFUZZ_CALLS 40000
#endif

enum { CHILDREN = 12, CALLS_OF_A_CHILD = 200, OBJECTS = 8, PAGE = 4096 };

// How many semaphores and mailboxes there can be in all, and how many processes have them.
enum { OF_ALL = 4096, HOARDERS = OF_ALL / 128 + 1 };

// What the processes share: numbers that somebody was given.
typedef struct {
    int objects[OBJECTS];
    int pids[CHILDREN];
    uint32_t calls, succeeded, waited;
    int hoarders, hoarded;
} shared_t;

static volatile shared_t* shared;
static char memory[3 * PAGE];  // room for what is received to where a random pointer points

static unsigned below(unsigned n) { return (unsigned)rand() % n; }

static int some_object(void) {
    return below(8) == 0 ? rand() - rand() : shared->objects[below(OBJECTS)];
}

static int some_pid(void) { return below(16) == 0 ? rand() : shared->pids[below(CHILDREN)]; }

static void* some_pointer(void) {
    static const uintptr_t wild[] = {0, 1, 0xC0000000, 0xFFFFFFFC, 0x800000, 0xAFF00000};
    return below(6) == 0 ? (void*)wild[below(6)] : memory + below(PAGE);
}

static struct mboxbuf* some_buffer(void) {
    static struct mboxbuf buffer;
    buffer.size = below(PAGE + 2);
    buffer.len = below(16) == 0 ? (size_t)rand() : below(300);
    buffer.data = some_pointer();
    return below(16) == 0 ? (struct mboxbuf*)some_pointer() : &buffer;
}

// Never 0, which would be for ever; nobody might be left to end that.
static unsigned some_timeout(void) { return 1 + below(3); }

static int one_call(void) {
    const unsigned which = below(13);
    int result;
    switch (which) {
    case 0: result = shared->objects[below(OBJECTS)] = sys_sem_init((int)below(3)); break;
    case 1: result = shared->objects[below(OBJECTS)] = sys_mbox_init(below(5)); break;
    case 2: result = sys_sem_post(some_object()); break;
    case 3: result = sys_sem_wait(some_object(), some_timeout()); break;
    case 4: result = below(4) == 0 ? sys_sem_free(some_object()) : 0; break;
    case 5: result = sys_sem_get_value(some_object(), (int*)some_pointer()); break;
    case 6: result = sys_event_send(some_pid(), rand(), some_timeout()); break;
    case 7:
        result = sys_event_recv((int*)some_pointer(), (int*)some_pointer(), some_timeout());
        break;
    case 8:
    case 9: result = sys_mbox_send(some_object(), some_buffer(), some_timeout()); break;
    case 10: result = sys_mbox_recv(some_object(), some_buffer(), some_timeout()); break;
    case 11: result = below(4) == 0 ? sys_mbox_free(some_object()) : 0; break;
    default: result = sys_mbox_info(some_object(), (struct mboxinfo*)some_pointer()); break;
    }
    shared->waited += result == -E_TIMEOUT;
    return result;
}

static void __noreturn fuzz(unsigned seed) {
    srand(seed);
    for (int i = 0; i < CALLS_OF_A_CHILD; i++) {
        shared->succeeded += one_call() >= 0;
        shared->calls++;
        if (below(100) == 0) {
            kill(shared->pids[below(CHILDREN)]);
        }
    }
    exit(0);
}

static int start(unsigned seed) {
    const int pid = fork();
    if (pid == 0) {
        fuzz(seed);
    }
    assert(pid > 0);
    return pid;
}

static void __noreturn hoard(void) {
    while (sem_init(0) > 0) {
        shared->hoarded++;
    }
    shared->hoarders++;
    sleep(500);
    exit(0);
}

// As many as there can be, and the same again when their owners were killed.
static void check_limit(void) {
    for (int round = 0; round < 2; round++) {
        int pids[HOARDERS];
        shared->hoarders = shared->hoarded = 0;
        for (int i = 0; i < HOARDERS; i++) {
            pids[i] = fork();
            if (pids[i] == 0) {
                hoard();
            }
            assert(pids[i] > 0);
            for (int ticks = 0; ticks < 100 && shared->hoarders == i; ticks++) {
                sleep(1);
            }
        }
        assert(shared->hoarders == HOARDERS && shared->hoarded == OF_ALL);
        assert(sem_init(0) == -E_TOO_BIG && mbox_init(1) == -E_TOO_BIG);
        for (int i = 0; i < HOARDERS; i++) {
            assert(kill(pids[i]) == 0 && waitpid(pids[i], NULL) == 0);
        }
    }
}

int main(void) {
    uintptr_t address = 0;
    assert(shmem(&address, PAGE, MMAP_WRITE) == 0);
    shared = (volatile shared_t*)address;
    unsigned seed = IPCFUZZ_SEED, ended = 0;
    for (int i = 0; i < CHILDREN; i++) {
        shared->pids[i] = start(seed++);
    }
    while (shared->calls < IPCFUZZ_CALLS) {
        const int which = (int)(ended++ % CHILDREN);
        assert(waitpid(shared->pids[which], NULL) == 0);
        shared->pids[which] = start(seed++);
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(waitpid(shared->pids[i], NULL) == 0);
    }
    cprintf("%u calls by %u processes, %u succeeded, %u timed out\n", shared->calls,
            ended + CHILDREN, shared->succeeded, shared->waited);
    assert(shared->succeeded > shared->calls / 4 && shared->waited > 100);
    check_limit();
    cprintf("ipcfuzz pass.\n");
    return 0;
}
