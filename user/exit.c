// A child's exit code reaches its parent, once.
// uCore counterpart: user/exit.c.
#include <stdio.h>
#include <ulib.h>

static const int kCode = -0x10384;

static void child(void) {
    cprintf("I am the child.\n");
    for (int i = 0; i < 7; i++) {
        yield();
    }
    exit(kCode);
}

int main(void) {
    cprintf("I am the parent. Forking the child...\n");
    const int pid = fork();
    if (pid == 0) {
        child();
    }
    cprintf("I am parent, fork a child pid %d\n", pid);
    assert(pid > 0);

    cprintf("I am the parent, waiting now..\n");
    int code = 0;
    assert(waitpid(pid, &code) == 0 && code == kCode);
    assert(waitpid(pid, &code) != 0 && wait() != 0);  // there is no child any more
    cprintf("waitpid %d ok.\n", pid);
    cprintf("exit pass.\n");
    return 0;
}
