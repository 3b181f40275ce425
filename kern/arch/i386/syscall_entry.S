// The way in and out for system calls: like that of other traps (trap_entry.S), without the detours.
//
// Layer: arch. uCore counterpart: vector 128 of kern/trap/vectors.S.
// The frame is complete, since fork, exec and a report of it need every register.

        .set    KERNEL_DATA, 0x10
        .set    VECTOR, 0x80

        .text
        .p2align 4
        .globl  syscall_vector
syscall_vector:
        pushl   $0                      // no error code
        pushl   $VECTOR
        pushl   %ds
        pushl   %es
        pushl   %fs
        pushl   %gs
        pushal
        movl    $KERNEL_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        cld
        pushl   %esp                    // syscall_entered(TrapFrame*)
        call    syscall_entered
        addl    $4, %esp
        jmp     trap_return
