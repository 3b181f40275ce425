# Fills the console with bytes that are no text, then stands still.
    .include "common.inc"
main:
    movw $2000, %cx
1:  movb %cl, %al
    orb $0x80, %al
    call putc
    movb $0x1b, %al
    call putc
    loop 1b
2:  cli
    hlt
    jmp 2b
    sector
