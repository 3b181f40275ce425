// Floating-point instructions where the kernel can not keep the registers apart: each ends its
// process.
#include "raw.h"

#define INSTRUCTIONS(name, code)     \
    static void name(u32 unused) {   \
        (void)unused;                \
        __asm__ volatile(code);      \
    }
INSTRUCTIONS(x87, "fninit; fld1; fstp %st(0)")
INSTRUCTIONS(wait_for_x87, "fld1; fwait")
INSTRUCTIONS(mmx, "pxor %mm0, %mm0; emms")
INSTRUCTIONS(sse, "xorps %xmm0, %xmm0")

static int start(void) {
    must_die("x87", x87, 0);
    must_die("fwait", wait_for_x87, 0);
    must_die("mmx", mmx, 0);
    must_die("sse", sse, 0);
    PASS("no_fpu");
}
