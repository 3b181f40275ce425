// Divides by zero: the CPU cannot (divide error), and the kernel ends the program.
// uCore counterpart: user/divzero.c.
#include <stdio.h>
#include <ulib.h>

// volatile: a compiler that knew the values would not divide at all.
static volatile int numerator = 1;
static volatile int zero = 0;

int main(void) {
    cprintf("value is %d.\n", numerator / zero);
    panic("FAIL: T.T\n");
}
