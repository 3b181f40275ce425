# Stands still for ever with interrupts off.
    .include "common.inc"
main:
    say "hello\n"
    .globl stuck
stuck:
    cli
    hlt
    jmp stuck
    sector
