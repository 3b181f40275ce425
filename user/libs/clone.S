// clone: a system call from which the child returns on another stack, where it must find what it
// needs. Layer: user. uCore: user/libs/clone.S of its full version.

#define SYS_clone       5
#define SYS_exit_thread 9
#define T_SYSCALL       0x80

// int clone(uint32_t flags, uintptr_t stack_top, int (*function)(void*), void* argument)
    .text
    .globl clone
clone:
    pushl %ebx
    movl $SYS_clone, %eax
    movl 8(%esp), %edx          // flags
    movl 12(%esp), %ecx         // the child's stack
    andl $-16, %ecx
    movl 16(%esp), %ebx         // function
    subl $16, %ecx
    pushl 20(%esp)
    popl (%ecx)                 // its argument, where a call of the function finds it
    int $T_SYSCALL
    testl %eax, %eax
    jz 1f
    popl %ebx
    ret

1:  xorl %ebp, %ebp             // the child: registers as the parent's, but esp and eax
    call *%ebx
    movl %eax, %edx
    movl $SYS_exit_thread, %eax
    int $T_SYSCALL
    ud2

    .section .note.GNU-stack, "", @progbits
