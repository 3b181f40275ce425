// 256 entry points, one a vector, and the way into and out of trap().
//
// Layer: arch. uCore counterpart: kern/trap/vectors.S, kern/trap/trapentry.S.
// The CPU has pushed [ss, esp,] eflags, cs, eip and, for some exceptions, an error code
// [IA32-3A 6.12.1]. What follows completes struct TrapFrame (arch/trapframe.h).

        .set    KERNEL_DATA, 0x10
        .set    FRAME_EIP, 56           // offset of TrapFrame::eip

#include "kern/arch/i386/clear_direction.inc"

        .section .rodata.trap_vectors, "a"
        .globl  trap_vectors            // addresses of the entry points, by vector
        .p2align 2
trap_vectors:

        .text
        .set    vector, 0
        .rept   256
        .p2align 4
1:
        // Exceptions 8, 10 to 14 and 17 come with an error code; the others get a 0 in its place.
        .if     !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17)
        pushl   $0
        .endif
        pushl   $vector
        jmp     trap_common
        .pushsection .rodata.trap_vectors, "a"
        .long   1b
        .popsection
        .set    vector, vector + 1
        .endr

        .globl  trap_common
        .p2align 4
trap_common:
        pushl   %ds
        pushl   %es
        pushl   %fs
        pushl   %gs
        pushal
        movw    $KERNEL_DATA, %ax
        movw    %ax, %ds
        movw    %ax, %es
        clear_direction
        movl    %esp, %eax              // the TrapFrame
        // What follows looks like a call by the interrupted code: a backtrace goes on there.
        // It prints the line of the byte before a return address, hence the 1.
        pushl   FRAME_EIP(%eax)
        incl    (%esp)
        pushl   %ebp
        movl    %esp, %ebp
        pushl   %eax                    // trap_entered(TrapFrame*)
        call    trap_entered
        movl    %eax, %esp              // it answers which frame to resume

        .globl  trap_return
trap_return:
        popal
        popl    %gs
        popl    %fs
        popl    %es
        popl    %ds
        addl    $8, %esp                // vector and error code
        iret
