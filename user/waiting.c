// Which child wait waits for, what it hands over, and what it does with a bad pointer.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

enum { CHILDREN = 5 };

// Codes of all sorts; a child's number chooses its code and how long it takes.
static const int kCodes[CHILDREN] = {0, -1, 0x7FFFFFFF, -0x7FFFFFFF - 1, 0x12345678};

static int fork_child(int code, int yields) {
    const int pid = fork();
    if (pid == 0) {
        for (int i = 0; i < yields; i++) {
            yield();
        }
        exit(code);
    }
    assert(pid > 0);
    return pid;
}

static void expect(const char* what, int result, int expected) {
    if (result != expected) {
        panic("%s: wait returns %d, not %d", what, result, expected);
    }
}

// Waits for children that end in one order, in another one.
static void check_codes(void) {
    int pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork_child(kCodes[i], CHILDREN - i);
    }
    for (int i = 0; i < CHILDREN; i++) {
        const int child = i * 2 % CHILDREN;
        int code = 42;
        expect("a child", waitpid(pids[child], &code), 0);
        if (code != kCodes[child]) {
            panic("child %d ended with %d, not %d", child, code, kCodes[child]);
        }
        expect("a child that is gone", waitpid(pids[child], &code), -E_BAD_PROC);
    }
    cprintf("waiting: %d codes are right.\n", CHILDREN);
}

static void check_strangers(void) {
    expect("no child", waitpid(0, NULL), -E_BAD_PROC);
    const int child = fork_child(7, 3);
    expect("init", waitpid(1, NULL), -E_BAD_PROC);
    expect("itself", waitpid(getpid(), NULL), -E_BAD_PROC);
    expect("nobody", waitpid(-1, NULL), -E_BAD_PROC);
    expect("any child", waitpid(0, NULL), 0);
    expect("the child", waitpid(child, NULL), -E_BAD_PROC);
    cprintf("waiting: strangers are none of ours.\n");
}

// A bad pointer costs nothing but the call: the child's code is still there for the next one.
static void check_pointers(void) {
    static const uintptr_t bad[] = {
        4,          0x1FFFFF,   0x00700000,  // nothing there
        0x00800020,                          // this program's code
        0xAFFFFFFD, 0xB0000000, 0xC0000000,  // half of it, or all, above the stack
        0xFAC00000, 0xFFFFFFFC, 0xFFFFFFFF,  // the kernel's, and the end of everything
    };
    const int child = fork_child(0x5EED, 0);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        expect("a bad pointer", waitpid(child, (int*)bad[i]), -E_FAULT);
    }
    int codes[3] = {1, 2, 3};
    expect("a good pointer", waitpid(child, &codes[1]), 0);
    assert(codes[0] == 1 && codes[1] == 0x5EED && codes[2] == 3);
    cprintf("waiting: bad pointers cost nothing.\n");
}

int main(void) {
    check_codes();
    check_strangers();
    check_pointers();
    cprintf("waiting pass.\n");
    return 0;
}
