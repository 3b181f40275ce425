// Ten thousand rounds of fork, exec and wait: nothing may grow.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

#include "tiny_elf.h"

#ifndef EXECLOOP_ROUNDS
#define EXECLOOP_ROUNDS 10000
#endif

int main(void) {
    const tiny_elf_t tiny = make_tiny_elf();
    int last_pid = getpid();
    for (int round = 0; round < EXECLOOP_ROUNDS; round++) {
        const int pid = fork();
        if (pid == 0) {
            const int error = exec_image("tiny", &tiny, sizeof(tiny));
            panic("round %d: exec: %e", round, error);
        }
        int code = -1;
        if (pid < 0 || waitpid(pid, &code) != 0 || code != TINY_ELF_CODE) {
            panic("round %d: child %d ended with %d", round, pid, code);
        }
        assert(pid != last_pid);  // numbers are not used again at once
        last_pid = pid;
    }
    cprintf("execloop: %d rounds.\n", EXECLOOP_ROUNDS);
    cprintf("execloop pass.\n");
    return 0;
}
