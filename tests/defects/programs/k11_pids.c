// Numbers of processes that are not ours, or nobody's: kill and wait give an error.
#include "raw.h"

static int start(void) {
    static const u32 nobody[] = {3,          4,          4095,       4096,       8191,
                                 8192,       0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFF6AD9,
                                 0xFFFFFFFE, 0xFFFFFFFF, 1024,       2048 + 2,   0x10002};
    for (u32 i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
        if (CALL1(KILL, nobody[i]) != E_BAD_PROC) {
            fail("kill", nobody[i]);
        }
        int code;
        if (CALL2(WAIT, nobody[i], &code) != E_BAD_PROC || CALL2(WAIT, nobody[i], 0) != E_BAD_PROC) {
            fail("wait", nobody[i]);
        }
    }
    if (CALL1(KILL, 0) >= 0 || CALL1(KILL, 1) >= 0) {
        fail("kill of the kernel's own", 0);
    }
    if (CALL2(WAIT, 1, 0) >= 0 || CALL2(WAIT, 2, 0) >= 0 || CALL2(WAIT, 0, 0) >= 0) {
        fail("wait without children", 0);
    }
    PASS("k11_pids");
}
