// Reads address 0, where nothing is: a page fault, and the kernel ends the program.
// uCore counterpart: user/faultread.c.
#include <stdio.h>
#include <ulib.h>

int main(void) {
    volatile unsigned* const nothing = NULL;
    cprintf("I read %8x from 0.\n", *nothing);
    panic("FAIL: T.T\n");
}
