// Reads the kernel's page tables: a page fault, since only the kernel may, and the kernel ends the
// program.
// uCore counterpart: user/faultreadkernel.c.
#include <stdio.h>
#include <ulib.h>

int main(void) {
    volatile unsigned* const page_tables = (unsigned*)0xfac00000;
    cprintf("I read %08x from 0xfac00000!\n", *page_tables);
    panic("FAIL: T.T\n");
}
