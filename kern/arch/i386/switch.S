// The switch between two threads, and the first function of a kernel thread.
//
// Layer: arch. uCore counterpart: kern/process/switch.S, kern/process/entry.S.
// Offsets are those of arch::Context (asserted in context.cpp).

        .text

// void switch_to(Context* from, const Context* to)
        .globl  switch_to
switch_to:
        movl    4(%esp), %eax           // from
        movl    8(%esp), %edx           // to
        popl    0(%eax)                 // the return address is where `from` goes on
        movl    %esp, 4(%eax)
        movl    %ebx, 8(%eax)
        movl    %esi, 12(%eax)
        movl    %edi, 16(%eax)
        movl    %ebp, 20(%eax)

        movl    20(%edx), %ebp
        movl    16(%edx), %edi
        movl    12(%edx), %esi
        movl    8(%edx), %ebx
        movl    4(%edx), %esp
        jmp     *0(%edx)

// Begins with the function in ebx and its argument in edx (make_kernel_thread_frame).
        .globl  kernel_thread_entry
kernel_thread_entry:
        pushl   %edx
        call    *%ebx
        pushl   %eax
        call    kernel_thread_exit      // does not return
