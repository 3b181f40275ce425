// One child spins; the other kills the parent, which waits for the first, and then the first.
// uCore counterpart: user/waitkill.c.
#include <stdio.h>
#include <ulib.h>

static void yield_often(void) {
    for (int i = 0; i < 6; i++) {
        yield();
    }
}

static void __noreturn spin(void) {
    cprintf("child 1.\n");
    for (;;) {
    }
}

static void __noreturn kill_family(int parent, int sibling) {
    cprintf("child 2.\n");
    yield_often();
    if (kill(parent) != 0) {
        exit(-1);
    }
    cprintf("kill parent ok.\n");
    yield_often();
    if (kill(sibling) != 0) {
        exit(-1);
    }
    cprintf("kill child1 ok.\n");
    exit(0);
}

int main(void) {
    const int parent = getpid();
    const int child1 = fork();
    if (child1 == 0) {
        spin();
    }
    assert(child1 > 0);
    const int child2 = fork();
    if (child2 == 0) {
        kill_family(parent, child1);
    }
    if (child2 > 0) {
        cprintf("wait child 1.\n");
        waitpid(child1, NULL);
        panic("waitpid %d returns\n", child1);
    }
    kill(child1);
    panic("FAIL: T.T\n");
}
