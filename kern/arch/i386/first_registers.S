// The first function of a thread whose registers a self-check looks at.
//
// Layer: arch. No uCore counterpart.
// Lays arch::FirstRegisters (arch/context.h) on the stack and hands it over.

        .text

        .globl  first_registers
first_registers:
        pushfl
        pushal
        pushl   %esp                    // thread_began(const FirstRegisters&)
        call    thread_began            // does not return
