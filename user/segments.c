// What the file of a program holds is in memory when it starts, byte for byte; behind it there are
// zeros. Constants and variables of several pages each, none of them a whole number of pages.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

enum { WORDS = 2500, CONSTANT = 0x3C6EF35F, VARIABLE = 0x1A2B3C4D, FACTOR = 0x01234567 };

// Tables that the assembler computes: word i is its first one + i * FACTOR.
#define TABLE(name, section, first)                                                  \
    __asm__(".pushsection " section "\n .balign 4\n" #name ":\n .set value, " #first \
            "\n .rept 2500"                                                          \
            "\n .long value & 0xffffffff"                                            \
            "\n .set value, value + 0x1234567"                                       \
            "\n .endr"                                                               \
            "\n .popsection");                                                       \
    extern unsigned name[WORDS] __asm__(#name)

TABLE(constants, ".rodata.constants, \"a\"", 0x3C6EF35F);
TABLE(variables, ".data.variables, \"aw\"", 0x1A2B3C4D);

static unsigned zeros[WORDS];

static void check_table(const char* name, const unsigned* words, unsigned first) {
    for (unsigned i = 0; i < WORDS; i++) {
        if (words[i] != first + i * FACTOR) {
            panic("word %u of the %s, at %p, is %08x, not %08x", i, name, (const void*)&words[i],
                  words[i], first + i * FACTOR);
        }
    }
    cprintf("segments: %u %s are right.\n", WORDS, name);
}

int main(void) {
    check_table("constants", constants, CONSTANT);
    check_table("variables", variables, VARIABLE);
    for (unsigned i = 0; i < WORDS; i++) {
        if (zeros[i] != 0) {
            panic("word %u of the zeros, at %p, is %08x", i, (void*)&zeros[i], zeros[i]);
        }
    }
    cprintf("segments: %u zeros are right.\n", WORDS);
    for (unsigned i = 0; i < WORDS; i++) {
        variables[i] = zeros[i] = ~i;
    }
    check_table("constants", constants, CONSTANT);
    cprintf("segments pass.\n");
    return 0;
}
