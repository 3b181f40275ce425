// All that these programs have: the bare interface of the original, `int $0x80`. They use nothing of
// our user library, as if they had been built for another kernel.
#pragma once

typedef unsigned u32;
typedef unsigned char u8;

enum { EXIT = 1, FORK = 2, WAIT = 3, EXEC = 4, CLONE = 5, EXIT_THREAD = 9, YIELD = 10, KILL = 12 };
enum { GETTIME = 17, GETPID = 18, BRK = 19, MMAP = 20, MUNMAP = 21, SHMEM = 22, PUTC = 30, PGDIR = 31 };
enum { E_BAD_PROC = -2, E_INVAL = -3, E_NO_MEM = -4, E_FAULT = -6, E_INVAL_ELF = -8, E_KILLED = -9 };
enum { CLONE_VM = 0x100, CLONE_THREAD = 0x200, MMAP_WRITE = 0x100 };

// How a child ends that got away with it.
enum { SURVIVED = 0x600D };

static inline int call(u32 number, u32 a, u32 b, u32 c, u32 d) {
    int result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "d"(a), "c"(b), "b"(c), "D"(d)
                     : "cc", "memory");
    return result;
}
#define CALL0(number)       call(number, 0, 0, 0, 0)
#define CALL1(number, a)    call(number, (u32)(a), 0, 0, 0)
#define CALL2(number, a, b) call(number, (u32)(a), (u32)(b), 0, 0)

static inline void leave(int code) {
    CALL1(EXIT, code);
    for (;;) {
    }
}

static inline void print(const char* text) {
    for (; *text; text++) {
        CALL1(PUTC, *text);
    }
}

static inline void print_hex(u32 value) {
    print("0x");
    for (int shift = 28; shift >= 0; shift -= 4) {
        CALL1(PUTC, "0123456789abcdef"[value >> shift & 15]);
    }
}

// Says what is wrong, with a number, and ends.
static inline void fail(const char* what, u32 number) {
    print("FAIL: ");
    print(what);
    print(" ");
    print_hex(number);
    print("\n");
    leave(1);
}

static inline int exit_code_of(int pid) {
    int code = 0x7777;
    const int result = CALL2(WAIT, pid, &code);
    if (pid <= 0 || result != 0) {
        fail("wait", (u32)result);
    }
    return code;
}

// Has a child do something, and tells with which code it ends; SURVIVED when it returns.
static inline int code_of(void (*action)(u32), u32 argument) {
    const int pid = CALL0(FORK);
    if (pid == 0) {
        action(argument);
        leave(SURVIVED);
    }
    return exit_code_of(pid);
}

static inline void must_die(const char* what, void (*action)(u32), u32 argument) {
    if (code_of(action, argument) != E_KILLED) {
        fail(what, argument);
    }
}

static inline void must_live(const char* what, void (*action)(u32), u32 argument) {
    if (code_of(action, argument) != SURVIVED) {
        fail(what, argument);
    }
}

static int start(void);

// The first instructions stand where the original's do.
__asm__(".pushsection .text.start, \"ax\"\n .globl _start\n_start: xorl %ebp, %ebp\n call begin\n .popsection");
__attribute__((used)) static void begin(void) { leave(start()); }

#define PASS(name)            \
    do {                      \
        print(name " pass.\n"); \
        return 0;             \
    } while (0)

