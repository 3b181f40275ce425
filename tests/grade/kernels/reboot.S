# Has the keyboard controller reset the processor.
    .include "common.inc"
main:
    say "hello\n"
    movb $0xfe, %al
    outb %al, $0x64
1:  hlt
    jmp 1b
    sector
