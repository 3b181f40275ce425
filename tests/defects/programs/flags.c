// The flags register: what user mode may set does the kernel no harm, and stays the program's own.
#include "raw.h"

enum { CF = 1, TF = 0x100, IF = 0x200, DF = 0x400, OF = 0x800, IOPL = 0x3000, NT = 0x4000 };
enum { RF = 0x10000, VM = 0x20000, AC = 0x40000, VIF = 0x80000, VIP = 0x100000, ID = 0x200000 };

static u32 get_flags(void) {
    u32 flags;
    __asm__ volatile("pushfl; popl %0" : "=r"(flags));
    return flags;
}

// Sets flags, makes a system call that copies to user memory, and returns the flags after it.
static u32 wait_with_flags(u32 flags, int pid, int* code, int* result) {
    u32 after;
    __asm__ volatile(
        "pushl %[flags]\n popfl\n int $0x80\n pushfl\n popl %[after]\n cld\n pushl $0x202\n popfl"
        : "=a"(*result), [after] "=&r"(after)
        : "a"(WAIT), "d"(pid), "c"(code), [flags] "r"(flags)
        : "memory", "cc");
    return after;
}

static int fork_exit(int code) {
    const int pid = CALL0(FORK);
    if (pid == 0) {
        leave(code);
    }
    return pid;
}

static void keep(u32 flags) {
    for (int i = 0; i < 3; i++) {
        const int pid = fork_exit(77);
        int code = 0, result;
        const u32 after = wait_with_flags(flags | 2 | IF, pid, &code, &result);
        if (result != 0 || code != 77) {
            fail("wait with flags", flags);
        }
        if ((after & (DF | AC | ID)) != (flags & (DF | AC | ID))) {
            fail("flags after wait", after);
        }
    }
}

// Copies of programs (exec) and of pages with DF set: the kernel goes upwards all the same.
static void fork_with_df(u32 unused) {
    (void)unused;
    int pid;
    __asm__ volatile("std; int $0x80; cld" : "=a"(pid) : "a"(FORK) : "memory", "cc");
    if (pid == 0) {
        leave(get_flags() & DF ? 1 : 5);
    }
    if (exit_code_of(pid) != 5) {
        fail("child", 0);
    }
}

static void set(u32 flags) {
    __asm__ volatile("pushl %0; popfl; nop; nop" ::"r"(flags | 2) : "cc", "memory");
}
static void set_and_call(u32 flags) {
    int pid;
    __asm__ volatile("pushl %1; popfl; int $0x80; nop; nop"
                     : "=a"(pid)
                     : "r"(flags | 2 | IF), "a"(GETPID)
                     : "cc", "memory");
}
static void set_and_fault(u32 flags) {
    __asm__ volatile("pushl %0; popfl; ud2" ::"r"(flags | 2) : "cc", "memory");
}

// What popf must not change in ring 3, it does not.
static void change_privilege(u32 flags) {
    set(flags | IF);
    if (get_flags() & (IOPL | VM | RF | VIF | VIP)) {
        fail("flags of privilege", get_flags());
    }
    set(0);  // without IF
    if (!(get_flags() & IF)) {
        fail("interrupts are off", 0);
    }
}

// `iret` with NT goes to the task that the task state segment names: there is none.
static void nested_return(u32 flags) {
    __asm__ volatile("pushl %0; popfl; iret" ::"r"(flags | 2 | IF) : "cc", "memory");
}
// NT stays while others run.
static void keep_nt(u32 flags) {
    set(flags | IF);
    for (int i = 0; i < 20; i++) {
        CALL0(YIELD);
    }
    set(IF);
}
// An `iret` that asks for ring 0, virtual-8086 mode, or more flags than popf gives.
static void return_to(u32 code_segment) {
    __asm__ volatile("pushfl; pushl %0; pushl $1f; iret; 1:" ::"r"(code_segment) : "memory", "cc");
}
static void far_return_to(u32 code_segment) {
    __asm__ volatile("pushl %0; pushl $1f; lret; 1:" ::"r"(code_segment) : "memory", "cc");
}
static void return_with_flags(u32 flags) {
    __asm__ volatile("pushl %0; pushl $0x1b; pushl $1f; iret; 1: cld" ::"r"(flags | 2)
                     : "memory", "cc");
    if (get_flags() & (IOPL | VM)) {
        fail("flags after iret", get_flags());
    }
    if (!(get_flags() & IF)) {
        fail("interrupts are off after iret", 0);
    }
}

static int start(void) {
    static const u32 harmless[] = {0, CF, DF, OF, AC, ID, NT, DF | AC | ID | NT | OF | CF};
    for (u32 i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        must_live("flags", keep, harmless[i]);
        must_live("flags and a call", set_and_call, harmless[i]);
        must_die("flags and a fault", set_and_fault, harmless[i]);
        must_live("flags by iret", return_with_flags, harmless[i] & ~NT);
    }
    must_live("fork with DF", fork_with_df, 0);
    must_live("IOPL", change_privilege, IOPL);
    must_live("VM", change_privilege, VM | RF | VIF | VIP | IOPL);
    must_live("iret with IOPL", return_with_flags, IOPL);
    must_live("NT", keep_nt, NT);
    must_die("iret with NT", nested_return, NT);
    must_die("single step", set, TF);
    must_die("single step into a call", set_and_call, TF);
    must_die("single step into a fault", set_and_fault, TF);
    must_live("iret to ring 3", return_to, 0x1b);
    must_live("far return to ring 3", far_return_to, 0x1b);
    static const u32 wrong[] = {0, 3, 0x08, 0x0b, 0x10, 0x13, 0x18, 0x20, 0x23, 0x28, 0x2b, 0x30, 0x33, 0xFFFB};
    for (u32 i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        must_die("iret", return_to, wrong[i]);
        must_die("far return", far_return_to, wrong[i]);
    }
    PASS("flags");
}
