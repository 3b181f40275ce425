// Where the descriptor tables lie is the kernel's business: a CPU with UMIP does not tell.
#include "raw.h"

static u8 place[8];

static void sgdt(u32 unused) {
    (void)unused;
    __asm__ volatile("sgdt %0" : "=m"(place));
}
static void sidt(u32 unused) {
    (void)unused;
    __asm__ volatile("sidt %0" : "=m"(place));
}
static void sldt(u32 unused) {
    (void)unused;
    __asm__ volatile("sldt %%eax" ::: "eax");
}
static void str(u32 unused) {
    (void)unused;
    __asm__ volatile("str %%eax" ::: "eax");
}
static void smsw(u32 unused) {
    (void)unused;
    __asm__ volatile("smsw %%eax" ::: "eax");
}

static int start(void) {
    must_die("sgdt", sgdt, 0);
    must_die("sidt", sidt, 0);
    must_die("sldt", sldt, 0);
    must_die("str", str, 0);
    must_die("smsw", smsw, 0);
    PASS("tables");
}
