# Prints what comes in at COM1, looking for it at each tick of the BIOS clock, up to the letter q.
    .include "common.inc"
main:
    say "ready\n"
1:  sti
    hlt
2:  movw $0x3fd, %dx
    inb %dx, %al
    testb $1, %al
    jz 1b
    movw $0x3f8, %dx
    inb %dx, %al
    cmpb $'q', %al
    je 3f
    call putc
    jmp 2b
3:  say "\nend of serial\n"
    finish 16
    sector
