// Processes that write at the same time: the clock breaks no line. Who is always in the midst of a
// line has no more of the CPU for it than who is silent, as the trace tells (the last three
// processes). uCore counterpart: none.
#include <file.h>
#include <stdio.h>
#include <ulib.h>

enum { WRITERS = 6, LINES = 300, TICKS = 150, STEPS = 2000 };

// One character a system call.
static void show(int writer, const char* text) {
    (void)writer;
#if LAB >= 8
    // Every other writer by `write`, and nothing is left for putc.
    for (; writer % 2 == 0 && *text != '\0'; text++) {
        assert(write(1, text, 1) == 1);
    }
#endif
    cprintf("%s", text);
}

static void __noreturn write_lines(int writer) {
    for (int line = 0; line < LINES; line++) {
        char text[80];
        snprintf(text, sizeof(text), "writer %d, line %03d, which is not short and ends here.\n",
                 writer, line);
        show(writer, text);
    }
    exit(0);
}

// Computes, and writes `text` now and then.
static void __noreturn write_now_and_then(const char* text, unsigned end) {
    while (gettime_msec() < end) {
        for (volatile unsigned i = 0; i < STEPS; i++) {
        }
        cprintf("%s", text);
    }
    exit(0);
}

static void wait_for(int children) {
    for (int i = 0; i < children; i++) {
        int code = 1;
        assert(waitpid(0, &code) == 0 && code == 0);
    }
}

int main(void) {
    for (int i = 0; i < WRITERS; i++) {
        if (fork() == 0) {
            write_lines(i);
        }
    }
    wait_for(WRITERS);

    const unsigned end = gettime_msec() + TICKS;
    static const char* const texts[] = {"", ".", "\n."};
    for (int i = 0; i < 3; i++) {
        if (fork() == 0) {
            write_now_and_then(texts[i], end);
        }
    }
    wait_for(3);
    cputchar('\n');
    cprintf("writers pass.\n");
    return 0;
}
