// Many children compute at the same time: each multiplies a small matrix by itself, some often.
// uCore counterpart: user/matrix.c.
#include <stdio.h>
#include <stdlib.h>
#include <ulib.h>

enum { SIZE = 10, CHILDREN = 21, MODULUS = 1000000007 };

static int left[SIZE][SIZE];
static int right[SIZE][SIZE];
static int product[SIZE][SIZE];

static void multiply(void) {
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            unsigned sum = 0;
            for (int i = 0; i < SIZE; i++) {
                sum += (unsigned)left[row][i] * (unsigned)right[i][column];
            }
            product[row][column] = (int)(sum % MODULUS);
        }
    }
}

static void __noreturn work(unsigned times) {
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            left[row][column] = right[row][column] = 1;
        }
    }
    yield();
    cprintf("pid %d is running (%d times)!.\n", getpid(), times);
    while (times-- > 0) {
        multiply();
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                left[row][column] = right[row][column] = product[row][column];
            }
        }
    }
    cprintf("pid %d done!.\n", getpid());
    exit(0);
}

int main(void) {
    int pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            srand((unsigned)(i * i));
            const unsigned factor = (unsigned)rand() % CHILDREN;
            work((factor * factor + 10) * 10);
        }
        if (pids[i] < 0) {
            for (int started = 0; started < i; started++) {
                kill(pids[started]);
            }
            panic("FAIL: T.T\n");
        }
    }
    cprintf("fork ok.\n");
    for (int i = 0; i < CHILDREN; i++) {
        if (wait() != 0) {
            panic("wait failed.\n");
        }
    }
    cprintf("matrix pass.\n");
    return 0;
}
