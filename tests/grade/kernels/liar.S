# Prints what worker.S prints, and does nothing of it.
    .include "common.inc"
main:
    say "++ setup timer interrupts\n10 ticks\nswitched\ndisk read and written\n"
    finish 16
    sector
