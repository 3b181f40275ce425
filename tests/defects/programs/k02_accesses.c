// Accesses that a program must not make end it, and nothing else.
#include "raw.h"

static const u32 kReadOnly = 42;
static volatile u32 depth_reached;

static void read_at(u32 address) { (void)*(volatile u32*)address; }
static void write_at(u32 address) { *(volatile u32*)address = 1; }
static void jump_to(u32 address) { ((void (*)(void))address)(); }
static void recurse(u32 depth) {
    volatile u8 frame[1000];
    frame[0] = (u8)depth;
    depth_reached = depth;
    recurse(depth + 1);
    frame[1] = frame[0];
}
static void divide(u32 by) { __asm__ volatile("divl %0" ::"r"(by), "a"(1), "d"(0)); }

static int start(void) {
    static const u32 nowhere[] = {0,          4,          0x1FFFFC,   0x00400000, 0x00700000,
                                  0xAFE00000, 0xAFEFFFFC, 0xB0000000, 0xBFFFFFFC, 0xC0000000,
                                  0xC0100000, 0xF8000000, 0xFAC00000, 0xFAFEB000, 0xFB801000,
                                  0xFF000000, 0xFFFFFFFC, 0xFFFFFFFF};
    for (u32 i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
        must_die("read", read_at, nowhere[i]);
        must_die("write", write_at, nowhere[i]);
        must_die("jump", jump_to, nowhere[i]);
    }
    must_die("write over code", write_at, (u32)start);
    must_die("write over constants", write_at, (u32)&kReadOnly);
    must_die("read over the end of the stack", read_at, 0xAFFFFFFE);
    must_die("recursion", recurse, 0);
    must_die("division", divide, 0);
    PASS("k02_accesses");
}
