# Switches the machine off by ACPI (PIIX4 power management, as the BIOS has set it up at 0x600).
    .include "common.inc"
main:
    say "hello\n"
    movw $0x604, %dx
    movw $0x2000, %ax
    outw %ax, %dx
1:  hlt
    jmp 1b
    sector
