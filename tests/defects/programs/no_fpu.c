// Floating-point instructions where the kernel can not keep the registers apart: each ends its
// process.
#include "raw.h"

static void x87(u32 unused) {
    (void)unused;
    __asm__ volatile("fninit; fld1; fstp %st(0)");
}

static void wait_for_x87(u32 unused) {
    (void)unused;
    __asm__ volatile("fld1; fwait");
}

static void mmx(u32 unused) {
    (void)unused;
    __asm__ volatile("pxor %mm0, %mm0; emms");
}

static void sse(u32 unused) {
    (void)unused;
    __asm__ volatile("xorps %xmm0, %xmm0");
}

static int start(void) {
    must_die("x87", x87, 0);
    must_die("fwait", wait_for_x87, 0);
    must_die("mmx", mmx, 0);
    must_die("sse", sse, 0);
    PASS("no_fpu");
}
