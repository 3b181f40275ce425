// A program that is started by exec, by one that has values in all floating-point registers: its
// own must be fresh. Exits with 0 when they are, else with the number of what is not.
        .section .text.start, "ax"
        .globl _start
_start:
        subl    $1024, %esp
        andl    $-16, %esp
        fxsave  (%esp)
        movl    $1, %edx
        cmpw    $0x37f, (%esp)          // control word
        jne     end
        incl    %edx
        cmpl    $0x1f80, 24(%esp)       // MXCSR
        jne     end
        movl    $32, %ecx
1:      movl    %ecx, %edx
        cmpb    $0, (%esp, %ecx)        // the registers
        jne     end
        incl    %ecx
        cmpl    $288, %ecx
        jb      1b
        xorl    %edx, %edx
end:    movl    $1, %eax
        int     $0x80

        .section .note.GNU-stack, "", @progbits
