// Forks until the machine can bear no more, and back: fork fails with an error, nothing is lost, and
// the second time there is room for as many.
// uCore counterpart: none.
#include <atomic.h>
#include <error.h>
#include <stdio.h>
#include <ulib.h>
#include <unistd.h>
#include <x86.h>

enum { TREE_DEPTH = 12 };  // up to 8191 processes, twice as many as there may be

// What all processes share.
typedef struct {
    volatile uint32_t may_go;  // the children may end
    volatile uint32_t born;    // how many there were in the tree
} shared_t;

static shared_t* shared;

// Returns how many children there could be at a time.
static int fork_to_the_limit(void) {
    shared->may_go = 0;
    int children = 0;
    int pid;
    while ((pid = fork()) > 0) {
        children++;
    }
    if (pid == 0) {
        while (!shared->may_go) {
            yield();
        }
        exit(0);
    }
    assert(pid == -E_NO_MEM || pid == -E_NO_FREE_PROC);
    const int error = pid;

    shared->may_go = 1;
    for (int i = 0; i < children; i++) {
        assert(wait() == 0);
    }
    assert(wait() != 0);
    cprintf("forkbomb: %d children, then: %e.\n", children, error);
    return children;
}

// A process that forks twice, and so do its children: forks fail in many places at once.
static void fork_tree(int depth) {
    __asm__ volatile("lock incl %0" : "+m"(shared->born));
    for (int i = 0; i < 2 && depth > 0; i++) {
        if (fork() == 0) {
            fork_tree(depth - 1);
            exit(0);
        }
    }
    while (wait() == 0) {
    }
}

int main(void) {
    uintptr_t address = 0;
    assert(shmem(&address, sizeof(shared_t), MMAP_WRITE) == 0);
    shared = (shared_t*)address;

    const int first = fork_to_the_limit();
    assert(first > 100);
    const int second = fork_to_the_limit();
    assert(second >= first);

    fork_tree(TREE_DEPTH);
    cprintf("forkbomb: a tree of %u processes.\n", shared->born);
    assert(shared->born > 100);
    assert(fork_to_the_limit() >= first);
    cprintf("forkbomb pass.\n");
    return 0;
}
