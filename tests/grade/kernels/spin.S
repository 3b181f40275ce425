# Runs in a circle with interrupts off.
    .include "common.inc"
main:
    say "hello\n"
1:  jmp 1b
    sector
