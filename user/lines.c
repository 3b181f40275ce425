// Children that wait in a line at a semaphore: the grader tells from QEMU's record of system calls
// who went on when. So that it can, each child has its stack pointer in a part of the stack of its
// own: child n lies n * FLOOR bytes below its parent. Child 3 loses patience, and child 5 is
// killed. uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <ulib.h>

enum { FLOOR = 8192, CHILDREN = 7, IMPATIENT = 3, DOOMED = 5, STEP = 4 };

static void __noreturn wait_in_line(int number, sem_t line) {
    volatile char* floor = (volatile char*)__builtin_alloca((size_t)number * FLOOR);
    *floor = 0;
    const int result = number == IMPATIENT ? sem_wait_timeout(line, 2) : sem_wait(line);
    assert(result == (number == IMPATIENT ? -E_TIMEOUT : 0));
    exit(number);
}

int main(void) {
    int pids[CHILDREN + 1];
    const sem_t line = sem_init(1);
    assert(line > 0);
    for (int i = 1; i <= CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            wait_in_line(i, line);
        }
        assert(pids[i] > 0);
        sleep(STEP);
    }
    assert(kill(pids[DOOMED]) == 0);
    for (int i = 0; i < CHILDREN - 3; i++) {
        sleep(STEP);
        assert(sem_post(line) == 0);
    }
    for (int i = 1; i <= CHILDREN; i++) {
        int code = 0;
        assert(waitpid(pids[i], &code) == 0 && code == (i == DOOMED ? -E_KILLED : i));
    }
    cprintf("lines pass.\n");
    return 0;
}
