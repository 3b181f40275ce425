// What the programs of the file system's tests have: the bare system calls, and texts to the
// console. They use nothing of our user library, so that its mistakes cannot hide the kernel's.
#pragma once

#include "libs/abi.h"

typedef uint32_t u32;
typedef uint8_t u8;

// Minus error numbers (libs/error.def).
enum { INVAL = -3, NO_MEM = -4, FAULT = -6, KILLED = -9, TOO_BIG = -12, NO_DEV = -13, NA_DEV = -14 };
enum { BUSY = -15, NOENT = -16, ISDIR = -17, NOTDIR = -18, XDEV = -19, SEEK = -21, MAX_OPEN = -22 };
enum { EXISTS = -23, NOTEMPTY = -24 };

static inline int call(u32 number, u32 a, u32 b, u32 c) {
    int result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "d"(a), "c"(b), "b"(c)
                     : "cc", "memory");
    return result;
}
#define CALL(number, a, b, c) call(SYS_##number, (u32)(a), (u32)(b), (u32)(c))

static inline void leave(int code) {
    CALL(exit, code, 0, 0);
    for (;;) {
    }
}

static inline void print(const char* text) {
    for (; *text; text++) {
        CALL(putc, *text, 0, 0);
    }
}

static inline void print_number(int value) {
    char digits[12], *at = digits + sizeof digits - 1;
    u32 rest = value < 0 ? -(u32)value : (u32)value;
    *at = 0;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) {
        *--at = '-';
    }
    print(at);
}

// Says what is wrong, with numbers, and ends.
static inline void fail(const char* what, int got, int wanted) {
    print("FAIL: ");
    print(what);
    print(": ");
    print_number(got);
    print(", not ");
    print_number(wanted);
    print("\n");
    leave(1);
}

static inline void expect(const char* what, int got, int wanted) {
    if (got != wanted) {
        fail(what, got, wanted);
    }
}

static inline int wait_for(int pid) {
    int code = 0x7777;
    expect("wait", CALL(wait, pid, &code, 0), 0);
    return code;
}

static inline u32 length_of(const char* text) {
    u32 length = 0;
    while (text[length]) {
        length++;
    }
    return length;
}

static inline int same(const char* a, const char* b) {
    while (*a && *a == *b) {
        a++, b++;
    }
    return *a == *b;
}

// What the tests write: a byte depends on where in the file it is, and on the writer's seed.
static inline u8 pattern(u32 seed, u32 offset) {
    return (u8)(seed * 37 + offset * 7 + (offset >> 8) * 13 + (offset >> 16));
}

static inline void fill(u8* buffer, u32 seed, u32 offset, u32 length) {
    for (u32 i = 0; i < length; i++) {
        buffer[i] = pattern(seed, offset + i);
    }
}

static inline int is_pattern(const u8* buffer, u32 seed, u32 offset, u32 length) {
    for (u32 i = 0; i < length; i++) {
        if (buffer[i] != pattern(seed, offset + i)) {
            return 0;
        }
    }
    return 1;
}

static int start(int argc, char** argv);

// The kernel leaves argc and argv on the stack.
__asm__(".pushsection .text.start, \"ax\"\n .globl _start\n"
        "_start: xorl %ebp, %ebp\n movl (%esp), %eax\n leal 4(%esp), %edx\n"
        " pushl %edx\n pushl %eax\n call begin\n .popsection");
__attribute__((used)) static void begin(int argc, char** argv) { leave(start(argc, argv)); }

#define PASS(name)              \
    do {                        \
        print(name " pass.\n"); \
        return 0;               \
    } while (0)
