# Shuts down in order after about three seconds of idling (55 ticks of the BIOS clock at 18.2 Hz).
    .include "common.inc"
main:
    movw $55, %cx
1:  sti
    hlt
    loop 1b
    say "hello\n"
    finish 16
    sector
