// Who writes to which page after fork, in an order that does not depend on the scheduler: the
// grader knows which writes must fault when pages are copied on write, and that none does when they
// are copied at once. Each process sees its own values, and nobody's constants can be written.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

enum { PAGES = 30, PAGE_WORDS = 1024, E_KILLED_CODE = -E_KILLED };

static unsigned words[PAGES][PAGE_WORDS] __attribute__((aligned(4096)));
static const unsigned constants[PAGE_WORDS] = {1, 2, 3};

static unsigned pattern(unsigned page, unsigned word, unsigned writer) {
    return (page * PAGE_WORDS + word + 1) * 2654435761U ^ writer * 0x11111111U;
}

// Fills the pages whose number leaves `rest` when divided by `divisor`; notes who did it.
static void write_pages(unsigned* writers, unsigned divisor, unsigned rest, unsigned writer) {
    for (unsigned page = 0; page < PAGES; page++) {
        if (page % divisor == rest) {
            for (unsigned word = 0; word < PAGE_WORDS; word++) {
                words[page][word] = pattern(page, word, writer);
            }
            writers[page] = writer;
        }
    }
}

static void check_pages(const char* who, const unsigned* writers) {
    for (unsigned page = 0; page < PAGES; page++) {
        for (unsigned word = 0; word < PAGE_WORDS; word++) {
            if (words[page][word] != pattern(page, word, writers[page])) {
                panic("%s: word %u of page %u is %08x, not %08x of writer %u", who, word, page,
                      words[page][word], pattern(page, word, writers[page]), writers[page]);
            }
        }
    }
}

static void wait_for(int pid, int expected) {
    int code = 0;
    assert(pid > 0 && waitpid(pid, &code) == 0);
    if (code != expected) {
        panic("child %d ended with %d, not %d", pid, code, expected);
    }
}

static void grandchild(unsigned* writers) {
    check_pages("grandchild", writers);
    write_pages(writers, 4, 1, 3);
    check_pages("grandchild", writers);
    exit(3);
}

static void child(unsigned* writers) {
    for (int i = 0; i < 3; i++) {  // the parent writes meanwhile
        yield();
    }
    check_pages("child", writers);
    write_pages(writers, 3, 0, 2);
    const int pid = fork();
    if (pid == 0) {
        grandchild(writers);
    }
    wait_for(pid, 3);
    check_pages("child", writers);
    write_pages(writers, 3, 0, 4);  // they were the grandchild's, too, but are no longer
    check_pages("child", writers);
    exit(2);
}

static void write_constant(void) {
    *(volatile unsigned*)constants = 4;
    exit(0);
}

int main(void) {
    unsigned writers[PAGES];
    write_pages(writers, 1, 0, 0);
    cprintf("copies: %u pages at 0x%08x.\n", PAGES, (unsigned)words);
    int pid = fork();
    if (pid == 0) {
        child(writers);
    }
    write_pages(writers, 5, 2, 1);
    check_pages("parent", writers);
    wait_for(pid, 2);
    check_pages("parent", writers);
    write_pages(writers, 1, 0, 5);
    check_pages("parent", writers);
    cprintf("copies: every process has its own.\n");

    pid = fork();
    if (pid == 0) {
        write_constant();
    }
    wait_for(pid, E_KILLED_CODE);
    assert(constants[0] == 1);
    cprintf("copies pass.\n");
    return 0;
}
