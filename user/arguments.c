// What programs find on their stack: the parent has a child go on as this program with arguments
// that a seed says, and the child tells what came. uCore counterpart: none.
//
//     arguments SEED
//     arguments - ARGUMENT...    the child
#include <file.h>
#include <stdio.h>
#include <ulib.h>

#include "user/grader.h"

enum { ROUNDS = 10, TEXT = 4095, STACK_TOP = (int)0xB0000000 };

static char texts[EXEC_MAX_ARG_NUM][TEXT + 1];

static int tell(int argc, char** argv) {
    uint32_t crc = 0;
    for (int i = 0; i < argc; i++) {
        crc = crc32(crc, argv[i], strlen(argv[i]) + 1);
    }
    // Above argv and the 0 behind it stand the texts, and nothing is above them.
    const uintptr_t from = (uintptr_t)argv, last = (uintptr_t)argv[argc - 1];
    const bool is_there = from % sizeof(char*) == 0 && argv[argc] == NULL &&
                          argv[-1] == (char*)argc &&
                          (uintptr_t)argv[0] >= from + (uintptr_t)(argc + 1) * sizeof(char*) &&
                          last + strlen(argv[argc - 1]) + 1 <= (uintptr_t)STACK_TOP;
    cprintf("  %d arguments, %08x%s\n", argc, crc, is_there ? "" : ", not where they should be");
    argv[argc - 1][0] = '!';  // they are the program's own
    return argc;
}

static void fill(char* text, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        text[i] = (char)('!' + i % 90);
    }
    if (length > 0) {
        const uint32_t place = random_below(length);
        text[place] = (char)('!' + random_below(90));
    }
    text[length] = 0;
}

static void one_round(int number) {
    const char* argv[EXEC_MAX_ARG_NUM + 1] = {"arguments", "-"};
    const uint32_t count = number == 0 ? EXEC_MAX_ARG_NUM : 2 + random_below(EXEC_MAX_ARG_NUM - 1);
    for (uint32_t i = 2; i < count; i++) {
        fill(texts[i], random_below(8) == 0 ? random_below(TEXT + 1) : random_below(20));
        argv[i] = texts[i];
    }
    argv[count] = NULL;
    const int pid = fork();
    if (pid == 0) {
        exit(__exec("child", argv));
    }
    int code = 0;
    assert(waitpid(pid, &code) == 0);
    cprintf("  child %d: %d\n", number, code);
}

int main(int argc, char** argv) {
    if (argc >= 2 && strcmp(argv[1], "-") == 0) {
        return tell(argc, argv);
    }
    assert(argc == 2);
    random_seed(argv[1]);
    cprintf("arguments:\n");
    for (int i = 0; i < ROUNDS; i++) {
        one_round(i);
    }
    cprintf("arguments ended\n");
    return 0;
}
