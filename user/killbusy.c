// A process that is killed in the midst of a long system call ends when that is over: it does nothing
// in user mode any more.
// uCore counterpart: none.
#include <error.h>
#include <file.h>
#include <stdio.h>
#include <ulib.h>
#include <unistd.h>

enum { ROUNDS = 12, PAGE = 4096, SIZE = 7 << 20 };

// Seen by both.
typedef struct {
    volatile unsigned calls;  // that the child has come back from
    volatile int killed;      // its parent's kill has returned
    volatile int went_on;     // and the child has come back from a call after that
} board_t;

static char memory[SIZE];

// Has the kernel copy all of `memory`.
#if LAB >= 8
static void call(void) {
    const int fd = open("/killbusy.data", O_WRONLY | O_CREAT | O_TRUNC);
    assert(fd >= 0);
    write(fd, memory, SIZE);
    close(fd);
}
#else
static void call(void) {
    const int result = exec_image("no program", memory, SIZE);
    assert(result == -E_INVAL_ELF);
}
#endif

static void __noreturn call_for_ever(board_t* board) {
    for (int at = 0; at < SIZE; at += PAGE) {
        memory[at] = 1;
    }
    for (;;) {
        call();
        board->calls++;
        if (board->killed) {
            board->went_on = 1;
        }
    }
}

int main(void) {
    uintptr_t shared = 0;
    assert(shmem(&shared, PAGE, MMAP_WRITE) == 0);
    board_t* board = (board_t*)shared;
    for (int round = 0; round < ROUNDS; round++) {
        board->calls = board->killed = board->went_on = 0;
        const int pid = fork();
        if (pid == 0) {
            call_for_ever(board);
        }
        while (board->calls == 0) {
            yield();
        }
        for (int i = 0; i < round; i++) {
            yield();
        }
        const int answer = kill(pid);
        board->killed = 1;
        assert(answer == 0);
        int code = 0;
        assert(waitpid(pid, &code) == 0 && code == -E_KILLED);
        if (board->went_on) {
            panic("round %d: a killed process went on in user mode", round);
        }
    }
    cprintf("killbusy pass.\n");
    return 0;
}
