// A family whose memory, taken together, is several times the machine's: every byte must come back
// from the swap disk as it was, also when it is shared between parent and children.
// uCore counterpart: none.
//
// -DSWAPTEST_MEGABYTES=N: how much the parent fills. Its two children write half of that anew each,
// so that the swap disk must hold twice as much.
#include <stdio.h>
#include <ulib.h>

#ifndef SWAPTEST_MEGABYTES
#define SWAPTEST_MEGABYTES 48
#endif

enum { PAGE_WORDS = 1024, PAGES = SWAPTEST_MEGABYTES * 256, CHILDREN = 2 };

static unsigned words[PAGES][PAGE_WORDS];

// What `writer` puts into a word. Different in each word of each page.
static unsigned pattern(unsigned page, unsigned word, unsigned writer) {
    return ((page << 10 | word) + writer * 0x9E3779B9U) * 2654435761U;
}

static void fill(unsigned page, unsigned writer) {
    for (unsigned word = 0; word < PAGE_WORDS; word++) {
        words[page][word] = pattern(page, word, writer);
    }
}

static void check(unsigned page, unsigned writer) {
    for (unsigned word = 0; word < PAGE_WORDS; word++) {
        if (words[page][word] != pattern(page, word, writer)) {
            panic("page %u, word %u: %08x, not %u's", page, word, words[page][word], writer);
        }
    }
}

// Which of its parent's pages child `number`, from 1, writes.
static int is_own(unsigned page, unsigned number) { return page % CHILDREN == number - 1; }

static void __noreturn child(unsigned number) {
    for (unsigned page = 0; page < PAGES; page++) {
        check(page, 0);
        if (is_own(page, number)) {
            fill(page, number);
        }
    }
    for (unsigned page = PAGES; page-- > 0;) {  // backwards: what is in memory is used first
        check(page, is_own(page, number) ? number : 0);
    }
    cprintf("swaptest: child %u is right.\n", number);
    exit((int)number);
}

int main(void) {
    int pids[CHILDREN];
    for (unsigned page = 0; page < PAGES; page++) {
        fill(page, 0);
    }
    cprintf("swaptest: %d MiB filled.\n", SWAPTEST_MEGABYTES);
    for (unsigned i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            child(i + 1);
        }
        assert(pids[i] > 0);
    }
    for (unsigned page = 0; page < PAGES; page++) {
        check(page, 0);
    }
    for (unsigned i = 0; i < CHILDREN; i++) {
        int code = -1;
        assert(waitpid(pids[i], &code) == 0 && code == (int)i + 1);
    }
    for (unsigned page = 0; page < PAGES; page++) {
        check(page, 0);
    }
    cprintf("swaptest pass.\n");
    return 0;
}
