# Reads two sectors of the slave by bus-master DMA (PIIX3 IDE is PCI device 0:1.1) and shuts down.
    .include "common.inc"
main:
    movl $0x80000904, %eax      # PCI command: I/O space and bus master on
    movw $0xcf8, %dx
    outl %eax, %dx
    movw $0xcfc, %dx
    movw $5, %ax
    outw %ax, %dx
    movl $0x80000920, %eax      # BAR 4: the bus master registers, %bp
    movw $0xcf8, %dx
    outl %eax, %dx
    movw $0xcfc, %dx
    inl %dx, %eax
    andw $0xfff0, %ax
    movw %ax, %bp
    leaw 4(%bp), %dx            # table of one region: 1 KiB at 0x8000
    movl $prd, %eax
    outl %eax, %dx
    movw $registers, %si
    movw $0x1f2, %dx
    movw $6, %cx
1:  outsb                       # sector count to command, in ports 0x1f2 to 0x1f7
    incw %dx
    loop 1b
    movw %bp, %dx
    movb $9, %al                # start, towards memory
    outb %al, %dx
    leaw 2(%bp), %dx
2:  inb %dx, %al
    testb $1, %al
    jnz 2b
    say "read\n"
    finish 16
registers:
    .byte 2, 5, 0, 0, 0xf0, 0xc8
    .balign 4
prd:
    .long 0x8000
    .word 1024, 0x8000
    sector
