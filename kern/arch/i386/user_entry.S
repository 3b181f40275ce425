// The way in and out for what user mode asks for most: system calls and page faults. It is that of
// other traps (trap_entry.S) without the detours.
//
// Layer: arch. uCore counterpart: vectors 128 and 14 of kern/trap/vectors.S.
// The frame is complete, since fork, exec and a report of it need every register. The handler is
// found here, and called with the frame: a table look-up is all that the null system call needs.

        .set    KERNEL_DATA, 0x10
        .set    SYSCALL_VECTOR, 0x80
        .set    PAGE_FAULT_VECTOR, 14
        .set    ERROR_TO_CS, 8          // from the error code that the CPU pushed to cs
        .set    FRAME_EAX, 28           // offset in struct TrapFrame
        .set    TABLE_SIZE, 256

#include "kern/arch/i386/clear_direction.inc"

// Completes the TrapFrame and makes the kernel's data reachable. Changes no register but edx.
        .macro  save_registers vector
        pushl   $\vector
        pushl   %ds
        pushl   %es
        pushl   %fs
        pushl   %gs
        pushal
        movl    $KERNEL_DATA, %edx
        movl    %edx, %ds
        movl    %edx, %es
        clear_direction
        .endm

        .text
        .p2align 4
        .globl  syscall_vector
syscall_vector:
        pushl   $0                      // no error code
        save_registers SYSCALL_VECTOR
        cmpl    $TABLE_SIZE, %eax       // eax still holds the number
        jae     no_such_call
call_handler:
        pushl   %esp                    // int handler(TrapFrame&)
        call    *syscall_handlers(, %eax, 4)
        addl    $4, %esp
        movl    %eax, FRAME_EAX(%esp)
return_to_user:
        cmpw    $0, the_cpu             // Cpu::preempt_wanted, end_wanted: rarely
        je      trap_return
        call    before_return_to_user
        jmp     trap_return
no_such_call:
        xorl    %eax, %eax              // call 0 does not exist either
        jmp     call_handler

// Page faults of the kernel itself go the common way.
        .p2align 4
        .globl  page_fault_vector
page_fault_vector:
        testb   $3, ERROR_TO_CS(%esp)   // the privilege level that was interrupted
        jz      kernel_page_fault
        save_registers PAGE_FAULT_VECTOR
        pushl   %esp                    // user_page_fault(TrapFrame&)
        call    user_page_fault
        addl    $4, %esp
        jmp     return_to_user
kernel_page_fault:
        pushl   $PAGE_FAULT_VECTOR
        jmp     trap_common
