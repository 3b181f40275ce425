// Prints its page tables: two pages of code and constants, one of variables, four of stack.
// uCore counterpart: user/pgdir.c.
#include <stdio.h>
#include <ulib.h>

int main(void) {
    cprintf("I am %d, print pgdir.\n", getpid());
    print_pgdir();
    cprintf("pgdir pass.\n");
    return 0;
}
