// Loads the kernel's task state segment into ds: the CPU refuses it (general protection), and the
// kernel ends the program.
// uCore counterpart: user/badsegment.c. Manual: IA-32 SDM 3A 5.6.
#include <ulib.h>

int main(void) {
    __asm__ volatile("movw %w0, %%ds" ::"r"(0x28));
    panic("FAIL: T.T\n");
}
