# Waits for interrupts for ever, without anything to do.
    .include "common.inc"
main:
    say "hello\n"
1:  sti
    hlt
    jmp 1b
    sector
