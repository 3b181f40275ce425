// The way in and out for system calls: that of other traps (trap_entry.S) without the detours.
//
// Layer: arch. uCore counterpart: vector 128 of kern/trap/vectors.S.
// The frame is complete, since fork, exec and a report of it need every register. The handler is
// found here, and called with the frame: a table look-up is all that the null system call needs.

        .set    KERNEL_DATA, 0x10
        .set    VECTOR, 0x80
        .set    FRAME_EAX, 28           // offset in struct TrapFrame
        .set    TABLE_SIZE, 256

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
        movl    $KERNEL_DATA, %edx
        movl    %edx, %ds
        movl    %edx, %es
        cld
        cmpl    $TABLE_SIZE, %eax       // eax still holds the number
        jae     no_such_call
call_handler:
        pushl   %esp                    // int handler(TrapFrame&)
        call    *syscall_handlers(, %eax, 4)
        addl    $4, %esp
        movl    %eax, FRAME_EAX(%esp)
        cmpb    $0, the_cpu             // Cpu::preempt_wanted: rarely
        je      trap_return
        call    before_return_to_user
        jmp     trap_return
no_such_call:
        xorl    %eax, %eax              // call 0 does not exist either
        jmp     call_handler
