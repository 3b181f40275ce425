# Takes an exception without an interrupt table: a triple fault.
    .include "common.inc"
main:
    say "hello\n"
    lidt none
    int3
none:
    .word 0
    .long 0
    sector
