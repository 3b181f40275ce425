// Kills a child that never gives up the CPU by itself.
// uCore counterpart: user/spin.c.
#include <stdio.h>
#include <ulib.h>

int main(void) {
    cprintf("I am the parent. Forking the child...\n");
    const int pid = fork();
    if (pid == 0) {
        cprintf("I am the child. spinning ...\n");
        for (;;) {
        }
    }
    assert(pid > 0);
    cprintf("I am the parent. Running the child...\n");
    for (int i = 0; i < 3; i++) {
        yield();
    }

    cprintf("I am the parent.  Killing the child...\n");
    int result = kill(pid);
    cprintf("kill returns %d\n", result);
    assert(result == 0);

    result = waitpid(pid, NULL);
    cprintf("wait returns %d\n", result);
    assert(result == 0);
    cprintf("spin may pass.\n");
    return 0;
}
