// Raising a vector that is only known at run time: the instruction has it as a constant.
//
// Layer: arch. No uCore counterpart. For the self-check of the IDT.

        .section .text.raise_vector, "ax"
        .globl  raise_vector            // void raise_vector(u32 vector)
raise_vector:
        movl    4(%esp), %eax
        leal    raises(, %eax, 4), %eax
        jmp     *%eax

        // One entry of 4 bytes a vector. `int $3` has a short form; here all have the long one.
        .p2align 2
raises:
        .set    vector, 0
        .rept   256
        .byte   0xcd, vector            // int $vector
        ret
        nop
        .set    vector, vector + 1
        .endr
