// Variables without a value begin as zero, whoever had the memory before; behind them there is nothing.
// uCore counterpart: user/testbss.c.
#include <stdio.h>
#include <ulib.h>

enum { WORDS = 1024 * 1024, PAGE_WORDS = 1024 };

static unsigned words[WORDS];

int main(void) {
    cprintf("Making sure bss works right...\n");
    for (unsigned i = 0; i < WORDS; i++) {
        if (words[i] != 0) {
            panic("bigarray[%d] isn't cleared!\n", i);
        }
    }
    for (unsigned i = 0; i < WORDS; i++) {
        words[i] = i;
    }
    for (unsigned i = 0; i < WORDS; i++) {
        if (words[i] != i) {
            panic("bigarray[%d] didn't hold its value!\n", i);
        }
    }
    cprintf("Yes, good.  Now doing a wild write off the end...\n");
    cprintf("testbss may pass.\n");

    // volatile: the compiler cannot see that this is wrong.
    unsigned* volatile end = words + WORDS;
    end[PAGE_WORDS] = 0;
    panic("FAIL: T.T\n");
}
