// A program whose stack pointer means nothing, at system calls and at faults. Prints "." for each
// round, then its last line; the rest of the proof is that the kernel lives on.
        .set    EXIT, 1
        .set    FORK, 2
        .set    WAIT, 3
        .set    YIELD, 10
        .set    GETPID, 18
        .set    PUTC, 30

        .section .text.start, "ax"
        .globl _start
_start:
        xorl    %esi, %esi              // which pointer
next:
        movl    pointers(, %esi, 4), %ebp
        // System calls: the number of the process, giving up the CPU, a child and its end.
        movl    %ebp, %esp
        movl    $GETPID, %eax
        int     $0x80
        testl   %eax, %eax
        jle     failed
        cmpl    %ebp, %esp
        jne     failed
        movl    $YIELD, %eax
        int     $0x80
        cmpl    %ebp, %esp
        jne     failed
        movl    $FORK, %eax
        int     $0x80
        testl   %eax, %eax
        js      failed
        jz      child
        movl    %eax, %edx
        movl    $code, %ecx
        movl    $WAIT, %eax
        int     $0x80
        testl   %eax, %eax
        jnz     failed
        cmpl    $-9, code
        jne     failed
        // Interrupts of the clock.
        movl    $3000000, %ecx
1:      decl    %ecx
        jnz     1b
        cmpl    %ebp, %esp
        jne     failed
        movl    $'.', %edx
        movl    $PUTC, %eax
        int     $0x80
        incl    %esi
        cmpl    $(pointers_end - pointers) / 4, %esi
        jb      next

        movl    $text, %esi
2:      movzbl  (%esi), %edx
        testl   %edx, %edx
        jz      3f
        movl    $PUTC, %eax
        int     $0x80
        incl    %esi
        jmp     2b
3:      xorl    %edx, %edx
        movl    $EXIT, %eax
        int     $0x80

// Faults: of an instruction, and of the stack itself where that is possible.
child:
        testl   $1, %esi
        jz      4f
        ud2
4:      cmpl    $0, pushes(, %esi, 4)
        je      5f
        pushl   $0
        call    failed
5:      movl    $0x12345678, %eax
        movl    (%eax), %eax

failed:
        movl    $'F', %edx
        movl    $PUTC, %eax
        int     $0x80
        movl    $1, %edx
        movl    $EXIT, %eax
        int     $0x80

        .section .rodata
        .p2align 2
pointers:
        .long   0, 1, 3, 4, 0x1000, 0x200000, 0x800020, 0xAFF00000, 0xAFEFFFFF, 0xB0000001
        .long   0xBFFFFFFF, 0xC0000000, 0xC0100003, 0xFAC00010, 0xFB802FF0, 0xFFFFFFFC, 0xFFFFFFFF
pointers_end:
// Where a push must fault.
pushes:
        .long   1, 1, 1, 1, 1, 1, 1, 1, 1, 1
        .long   1, 1, 1, 1, 1, 1, 1
text:   .asciz  "\nstack_pointer pass.\n"

        .section .data
code:   .long   0

        .section .note.GNU-stack, "", @progbits
