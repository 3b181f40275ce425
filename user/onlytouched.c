// Touches some pages of a large program, in the order that a seed says: only those are to be read
// from its file. uCore counterpart: none.
//
//     onlytouched SEED
#include <stdio.h>
#include <ulib.h>

#include "user/grader.h"

enum { PAGES = 128, PAGE = 4096, WORDS = PAGE / 4, TOUCHED = 24, CHANGED = 2 };

// Word i of a table is FIRST + i * 0x9E3779B1; the assembler computes it.
#define TABLE(name, section, flags)                                                              \
    __asm__(".pushsection " section ", \"" flags "\"\n .balign 4096\n" #name                     \
            ":\n .set value, 12345\n .rept 128 * 1024\n .long value & 0xffffffff\n .set value, " \
            "(value + 0x9e3779b1) & 0xffffffff\n .endr\n .popsection");                          \
    extern unsigned name[PAGES * WORDS] __asm__(#name)

TABLE(constants, ".rodata.table", "a");
TABLE(variables, ".data.table", "aw");

static unsigned zeros[16 * WORDS];

static void touch(unsigned* table, const char* name, uint32_t page) {
    cprintf("  page %u of the %s at %08x: %08x\n", page, name, (unsigned)(table + page * WORDS),
            crc32(0, table + page * WORDS, PAGE));
}

int main(int argc, char** argv) {
    assert(argc == 2);
    random_seed(argv[1]);
    cprintf("onlytouched:\n");
    for (int i = 0; i < TOUCHED; i++) {
        const uint32_t page = random_below(PAGES);
        if (random_below(2) == 0) {
            touch(constants, "constants", page);
        } else {
            touch(variables, "variables", page);
            if (random_below(CHANGED) == 0) {
                variables[page * WORDS] = 0;
                touch(variables, "variables", page);
            }
        }
    }
    cprintf("  zeros: %08x\n", crc32(0, zeros, sizeof(zeros)));
    // A program's constants are not its to change.
    const int pid = fork();
    if (pid == 0) {
        ((volatile unsigned*)constants)[0] = 1;
        exit(0);
    }
    int code = 0;
    assert(waitpid(pid, &code) == 0);
    cprintf("  writing to a constant: %d\n", code);
    cprintf("onlytouched ended\n");
    return 0;
}
