# Prints what is typed on the keyboard (read by the BIOS), up to the key q.
    .include "common.inc"
main:
    sti
    say "ready\n"
1:  movb $0, %ah
    int $0x16
    cmpb $'q', %al
    je 2f
    call putc
    jmp 1b
2:  say "\nend of keys\n"
    finish 16
    sector
