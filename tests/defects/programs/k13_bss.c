// 300 MiB of zeros cost nothing until they are used.
#include "raw.h"

enum { WORDS = 300 << 18 };

static volatile u32 words[WORDS];

static int start(void) {
    for (u32 i = 0; i < WORDS; i += WORDS / 64) {
        if (words[i] != 0) {
            fail("word", i);
        }
        words[i] = i;
    }
    for (u32 i = 0; i < WORDS; i += WORDS / 64) {
        if (words[i] != i) {
            fail("word", i);
        }
    }
    PASS("k13_bss");
}
