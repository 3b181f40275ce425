// Instructions that only the kernel may execute, and every software interrupt but the system call.
#include "raw.h"

#define ACTIONS                                                                                    \
    A(hlt, "hlt")                                                                                  \
    A(cli, "cli")                                                                                  \
    A(sti, "sti")                                                                                  \
    A(clts, "clts")                                                                                \
    A(invd, "invd")                                                                                \
    A(wbinvd, "wbinvd")                                                                            \
    A(invlpg, "invlpg 0x800000")                                                                   \
    A(lgdt, "lgdt table")                                                                          \
    A(lidt, "lidt table")                                                                          \
    A(lldt, "movw $0x28, %ax; lldt %ax")                                                           \
    A(lldt_null, "xorl %eax, %eax; lldt %ax")                                                      \
    A(ltr, "movw $0x28, %ax; ltr %ax")                                                             \
    A(lmsw, "movw $1, %ax; lmsw %ax")                                                              \
    A(read_cr0, "movl %cr0, %eax")                                                                 \
    A(read_cr2, "movl %cr2, %eax")                                                                 \
    A(read_cr3, "movl %cr3, %eax")                                                                 \
    A(read_cr4, "movl %cr4, %eax")                                                                 \
    A(write_cr0, "movl $0x80000011, %eax; movl %eax, %cr0")                                        \
    A(write_cr3, "xorl %eax, %eax; movl %eax, %cr3")                                               \
    A(write_cr4, "xorl %eax, %eax; movl %eax, %cr4")                                               \
    A(read_dr0, "movl %dr0, %eax")                                                                 \
    A(read_dr7, "movl %dr7, %eax")                                                                 \
    A(write_dr0, "movl $0xC0100000, %eax; movl %eax, %dr0")                                        \
    A(write_dr7, "movl $0x401, %eax; movl %eax, %dr7")                                             \
    A(rdmsr, "movl $0x174, %ecx; rdmsr")                                                           \
    A(wrmsr, "movl $0x174, %ecx; movl $8, %eax; xorl %edx, %edx; wrmsr")                           \
    A(rdpmc, "xorl %ecx, %ecx; rdpmc")                                                             \
    A(sysenter, "sysenter")                                                                        \
    A(sysexit, "xorl %ecx, %ecx; xorl %edx, %edx; sysexit")                                        \
    A(rsm, "rsm")                                                                                  \
    A(monitor, "xorl %eax, %eax; xorl %ecx, %ecx; xorl %edx, %edx; .byte 0x0f, 0x01, 0xc8")        \
    A(mwait, "xorl %eax, %eax; xorl %ecx, %ecx; .byte 0x0f, 0x01, 0xc9")                           \
    A(vmcall, ".byte 0x0f, 0x01, 0xc1")                                                            \
    A(vmxon, ".byte 0xf3, 0x0f, 0xc7, 0x35, 0x00, 0x00, 0x80, 0x00")                               \
    A(xsetbv, "xorl %ecx, %ecx; .byte 0x0f, 0x01, 0xd1")                                           \
    A(syscall_instruction, ".byte 0x0f, 0x05")                                                     \
    A(undefined, "ud2")                                                                            \
    A(breakpoint, "int3")                                                                          \
    A(into, "movb $0x7f, %al; addb $1, %al; into")                                                 \
    A(icebp, ".byte 0xf1")                                                                         \
    A(bound, "movl $5, %eax; boundl %eax, limits")                                                 \
    A(lock_nop, ".byte 0xf0, 0x90")                                                                \
    A(too_long, ".fill 16, 1, 0x66; nop")

__asm__(".pushsection .data\n table: .word 7\n .long 0x800000\n limits: .long 1, 2\n .popsection");

// A call of a stub that raises interrupt n, for each n.
__asm__(
    ".pushsection .text\n .globl stubs\n .balign 8\nstubs:\n .set n, 0\n"
    " .rept 256\n .balign 8\n .byte 0xcd, n\n ret\n .set n, n + 1\n .endr\n .popsection");
extern const u8 stubs[];

static void raise(u32 vector) { __asm__ volatile("call *%0" ::"r"(stubs + 8 * vector), "a"(GETPID) : "memory", "cc", "ecx", "edx"); }

// Each one is a function in assembly: its text needs no escapes of the compiler's.
#define FUNCTION(name, code) \
    __asm__(".pushsection .text\n execute_" #name ": " code "\n ret\n .popsection");
#define A(name, code) FUNCTION(name, code) void execute_##name(u32 unused);
ACTIONS
#undef A

static int start(void) {
#define A(name, code) must_die(#name, execute_##name, 0);
    ACTIONS
#undef A
    for (u32 vector = 0; vector < 256; vector++) {
        if (vector == 0x80) {
            must_live("int", raise, vector);
        } else {
            must_die("int", raise, vector);
        }
    }
    PASS("privileged");
}
