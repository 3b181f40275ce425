// fork gives the child its parent's memory as it was: whoever writes afterwards writes for himself
// alone. Three generations, and pages of every kind.
// uCore counterpart: none.
#include <stdio.h>
#include <string.h>
#include <ulib.h>
#include <unistd.h>

enum { PAGE_WORDS = 1024, PAGES = 256, GENERATIONS = 3 };

static unsigned words[PAGES * PAGE_WORDS];             // bss
static unsigned initialized[PAGE_WORDS] = {0x1234567};  // data
static unsigned* mapped;                               // mmap

// What generation `writer` leaves in word `i`.
static unsigned pattern(unsigned i, int writer) {
    return i * 2654435761U ^ (unsigned)writer * 0x1010101U;
}

// Who was the last to write page `page`, as generation `reader` sees it: each generation writes the
// pages whose number it divides (plus two, so that there are some that nobody writes).
static int last_writer(unsigned page, int reader) {
    int writer = 0;
    for (int generation = 1; generation <= reader; generation++) {
        if (page % (unsigned)(generation + 2) == 0) {
            writer = generation;
        }
    }
    return writer;
}

static void write_own_pages(int generation) {
    for (unsigned page = 0; page < PAGES; page++) {
        if (page % (unsigned)(generation + 2) == 0) {
            for (unsigned i = page * PAGE_WORDS; i < (page + 1) * PAGE_WORDS; i++) {
                words[i] = pattern(i, generation);
            }
        }
    }
    initialized[1] = (unsigned)generation;
    mapped[generation] = (unsigned)generation;
}

static void check_pages(int generation) {
    for (unsigned i = 0; i < PAGES * PAGE_WORDS; i++) {
        if (words[i] != pattern(i, last_writer(i / PAGE_WORDS, generation))) {
            panic("generation %d finds %08x in word %u", generation, words[i], i);
        }
    }
    assert(initialized[0] == 0x1234567 && initialized[1] == (unsigned)generation);
    for (int i = 1; i <= GENERATIONS + 1; i++) {
        assert(mapped[i] == (i <= generation ? (unsigned)i : 0));
    }
}

static void wait_for(int pid, int expected) {
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == expected);
}

// Checks what generation - 1 left, writes, has two children do the same, and finds its own memory
// as it left it: while they live, and when they are gone.
static void live(int generation) {
    unsigned on_the_stack[PAGE_WORDS];
    if (generation > 0) {
        check_pages(generation - 1);
        write_own_pages(generation);
    }
    memset(on_the_stack, generation, sizeof(on_the_stack));
    for (int child = 0; generation < GENERATIONS && child < 2; child++) {
        const int pid = fork();
        if (pid == 0) {
            memset(on_the_stack, -1, sizeof(on_the_stack));
            live(generation + 1);
            exit(generation);
        }
        yield();
        check_pages(generation);
        wait_for(pid, generation);
    }
    check_pages(generation);
    for (unsigned i = 0; i < PAGE_WORDS; i++) {
        assert(on_the_stack[i] == (unsigned)generation * 0x1010101U);
    }
}

// The kernel, too, writes into memory that is shared: here wait's exit code.
static void check_writes_of_kernel(void) {
    static int code = 42;
    const int pid = fork();
    if (pid == 0) {
        const int grandchild = fork();
        if (grandchild == 0) {
            exit(77);
        }
        assert(waitpid(grandchild, &code) == 0 && code == 77);
        exit(0);
    }
    int own_code = -1;
    assert(waitpid(pid, &own_code) == 0 && own_code == 0 && code == 42);
}

// 40 children at once read all of it: with a copy each they would need 40 MiB.
static void check_sharing(void) {
    enum { CHILDREN = 40 };
    for (int i = 0; i < CHILDREN; i++) {
        if (fork() == 0) {
            yield();
            check_pages(0);
            exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        assert(wait() == 0);
    }
}

int main(void) {
    uintptr_t address = 0;
    assert(mmap(&address, sizeof(unsigned) * PAGE_WORDS, MMAP_WRITE) == 0);
    mapped = (unsigned*)address;
    for (unsigned i = 0; i < PAGES * PAGE_WORDS; i++) {
        words[i] = pattern(i, 0);
    }
    live(0);
    check_writes_of_kernel();
    check_sharing();
    cprintf("cowtest pass.\n");
    return 0;
}
