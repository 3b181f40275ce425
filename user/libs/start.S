// The first instructions of every program; user.ld puts them at 0x00800020.
// Layer: user. uCore: user/libs/initcode.S. Manual: System V ABI, i386 supplement, 2.2.

    .section .text.start, "ax"
    .globl _start
_start:
    xorl %ebp, %ebp             // the outermost frame
#if LAB >= 8
    movl (%esp), %eax           // argc
    leal 4(%esp), %edx          // argv
#endif
    andl $-16, %esp             // the compiler counts on it at a call
#if LAB >= 8
    subl $8, %esp
    pushl %edx
    pushl %eax
#endif
    call umain                  // does not return
    ud2

    .section .note.GNU-stack, "", @progbits
