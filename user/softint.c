// Raises the page fault's interrupt by itself: user programs may not (general protection), and the
// kernel ends the program.
// uCore counterpart: user/softint.c. Manual: IA-32 SDM 3A 6.12.1.2.
#include <ulib.h>

int main(void) {
    __asm__ volatile("int $14");
    panic("FAIL: T.T\n");
}
