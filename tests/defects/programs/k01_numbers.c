// Numbers that are no system call give an error.
#include "raw.h"

static int is_known(u32 number) {
    static const u8 known[] = {EXIT, FORK, WAIT, EXEC, CLONE, EXIT_THREAD, YIELD, 11, KILL,
                               GETTIME, GETPID, BRK, MMAP, MUNMAP, SHMEM, PUTC, PGDIR, 255};
    for (u32 i = 0; i < sizeof(known); i++) {
        if (known[i] == number) {
            return 1;
        }
    }
    return 0;
}

static void expect_error(u32 number) {
    const int result = call(number, 0xFFFFFFFF, 0xC0000000, 4, 0x12345678);
    if (result >= 0 || result < -24) {
        fail("number", number);
    }
}

static int start(void) {
    for (u32 number = 0; number < 2000; number++) {
        if (!is_known(number)) {
            expect_error(number);
        }
    }
    for (u32 bit = 11; bit < 32; bit++) {
        expect_error(1u << bit);
        expect_error((1u << bit) - 1);
        expect_error((1u << bit) | FORK);
        expect_error(0u - (1u << bit));
    }
    PASS("k01_numbers");
}
