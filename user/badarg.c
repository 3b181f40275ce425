// wait and its bad arguments: they fail, and do no harm to the wait that follows.
// uCore counterpart: user/badarg.c.
#include <stdio.h>
#include <ulib.h>

enum { CODE = 0xbeaf, KERNEL_MEMORY = 0xC0000000 };

int main(void) {
    const int pid = fork();
    if (pid == 0) {
        cprintf("fork ok.\n");
        for (int i = 0; i < 10; i++) {
            yield();
        }
        exit(CODE);
    }
    assert(pid > 0);
    int code = 0;
    assert(waitpid(-1, NULL) != 0);                 // no such process
    assert(waitpid(pid, (int*)KERNEL_MEMORY) != 0);  // no place of ours for the code
    assert(waitpid(pid, &code) == 0 && code == CODE);
    cprintf("badarg pass.\n");
    return 0;
}
