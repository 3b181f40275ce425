// Uses more memory than there is, swap disk included: one process is ended, the others go on.
#include "raw.h"

enum { WORDS = 300 << 18 };

static volatile u32 words[WORDS];

static void use_all(u32 unused) {
    (void)unused;
    for (u32 i = 0; i < WORDS; i += 1024) {
        words[i] = i;
    }
}

static int start(void) {
    for (int round = 0; round < 2; round++) {
        must_die("hog", use_all, 0);
    }
    PASS("k13_hog");
}
