// Floating-point registers: a process sees its own values, those of its parent at fork, or fresh
// ones; never anybody else's.
#include "raw.h"

// What FXSAVE stores: control words, then eight x87 registers, then eight XMM registers.
typedef struct {
    u8 bytes[512];
} __attribute__((aligned(16))) state_t;

static state_t fresh, mine, seen;

static void save(state_t* state) { __asm__ volatile("fxsave %0" : "=m"(*state)); }
static void load(const state_t* state) { __asm__ volatile("fxrstor %0" ::"m"(*state)); }

static int is_same(const state_t* a, const state_t* b, u32 from, u32 to) {
    for (u32 i = from; i < to; i++) {
        if (a->bytes[i] != b->bytes[i]) {
            return 0;
        }
    }
    return 1;
}

// Values in all registers, other ones for each `number`.
static void make_values(u32 number) {
    mine = fresh;
    for (u32 i = 0; i < 8; i++) {
        for (u32 byte = 0; byte < 10; byte++) {
            mine.bytes[32 + 16 * i + byte] = (u8)(number * 16 + i * 3 + byte + 1);
        }
    }
    for (u32 i = 160; i < 288; i++) {
        mine.bytes[i] = (u8)(number * 31 + i);
    }
    mine.bytes[0] = 0x7f;
    mine.bytes[1] = (u8)(number & 1 ? 0x0e : 0x02);  // rounding and precision
    mine.bytes[4] = 0xff;                            // all x87 registers are in use
}

static void expect_mine(u32 number) {
    save(&seen);
    if (!is_same(&seen, &mine, 0, 2) || !is_same(&seen, &mine, 160, 288)) {
        fail("registers of", number);
    }
    for (u32 i = 0; i < 8; i++) {
        if (!is_same(&seen, &mine, 32 + 16 * i, 42 + 16 * i)) {
            fail("x87 registers of", number);
        }
    }
}

static void expect_fresh(const char* who) {
    save(&seen);
    if (!is_same(&seen, &fresh, 0, 5) || !is_same(&seen, &fresh, 24, 28)) {
        fail(who, *(u32*)seen.bytes);
    }
    for (u32 i = 32; i < 288; i++) {
        if (seen.bytes[i] != 0) {
            fail(who, i);
        }
    }
}

// Uses its registers while others use theirs; by the clock as well as by yield.
static void use(u32 number) {
    make_values(number);
    load(&mine);
    for (u32 round = 0; round < 30; round++) {
        expect_mine(number);
        if (number % 3 == 0) {
            for (volatile u32 i = 0; i < 40000; i++) {
            }
        } else {
            CALL0(YIELD);
        }
    }
}

static void inherit(u32 number) {
    make_values(number);
    load(&mine);
    const int pid = CALL0(FORK);
    expect_mine(number);
    if (pid == 0) {
        make_values(number + 1);
        load(&mine);
        CALL0(YIELD);
        expect_mine(number + 1);
        leave(SURVIVED);
    }
    CALL0(YIELD);
    expect_mine(number);
    if (exit_code_of(pid) != SURVIVED) {
        fail("child", number);
    }
}

// A floating-point error of one process ends that one, and not whoever is next.
static void err(u32 unused) {
    (void)unused;
    __asm__ volatile("fninit; pushl $0x37b; fldcw (%%esp); fld1; fldz; fdivrp; popl %%eax" ::: "eax");
    for (int i = 0; i < 5; i++) {
        CALL0(YIELD);  // the error is pending
    }
    __asm__ volatile("fwait");
}
static void find_fresh(u32 unused) {
    (void)unused;
    expect_fresh("a child of one that never used them");
}

// The file of a program that looks at its registers and ends with what it finds (look.S).
extern const u8 look_start[], look_end[];

static void exec_look(u32 number) {
    make_values(number);
    load(&mine);
    call(EXEC, (u32) "look", 4, (u32)look_start, (u32)(look_end - look_start));
}

static int start(void) {
    // This process does not use them itself until the end: its children start without any.
    *(unsigned short*)fresh.bytes = 0x37f;
    *(u32*)(fresh.bytes + 24) = 0x1f80;
    must_live("fresh", find_fresh, 0);
    int pids[6];
    for (u32 i = 0; i < 6; i++) {
        pids[i] = CALL0(FORK);
        if (pids[i] == 0) {
            use(i + 1);
            leave(SURVIVED);
        }
    }
    must_live("fresh among users", find_fresh, 0);
    for (u32 i = 0; i < 6; i++) {
        if (exit_code_of(pids[i]) != SURVIVED) {
            fail("user", i);
        }
    }
    must_live("fresh after users", find_fresh, 0);
    must_live("fork", inherit, 7);
    for (u32 i = 0; i < 3; i++) {
        if (code_of(exec_look, i) != 0) {
            fail("exec", i);
        }
    }
    must_die("x87 error", err, 0);
    must_live("fresh after errors", find_fresh, 0);
    expect_fresh("the first process");
    PASS("fpu");
}

// At the end, since the assembler knows it only then.
__asm__(".pushsection .rodata\n look_start: .incbin \"look\"\n look_end: .popsection");
