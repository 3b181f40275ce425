# Works: ten timer interrupts at vector 0x20, int $0x78, a sector to and from the slave.
    .include "common.inc"
main:
    say "++ setup timer interrupts\n"
    lgdt gdt_register
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    ljmp $8, $protected

    .code32
protected:
    movw $16, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl $0x6000, %edi          # 0x79 gates, all to `done`, but the timer's
    movl $0x79, %ecx
1:  movl $0x00080000 + done, (%edi)
    movl $0x00008e00, 4(%edi)
    addl $8, %edi
    loop 1b
    movw $tick, 0x6000 + 0x20 * 8
    lidt idt_register
    movw $0x1120, %bx           # 8259A: vectors from 0x20 on, only the timer unmasked
    movb %bh, %al
    outb %al, $0x20
    movb %bl, %al
    outb %al, $0x21
    movb $4, %al
    outb %al, $0x21
    movb $1, %al
    outb %al, $0x21
    movb $0xfe, %al
    outb %al, $0x21
    movl $10, %ecx
2:  sti
    hlt
    testl %ecx, %ecx
    jnz 2b
    cli
    int $0x78
    movb $0xf0, %al             # slave, sector 3, one sector, read it and write it back
    movw $0x1f6, %dx
    outb %al, %dx
    movb $3, %al
    movw $0x1f3, %dx
    outb %al, %dx
    movb $0, %al
    incw %dx
    outb %al, %dx
    incw %dx
    outb %al, %dx
    movb $0x20, %al
    call command
    movl $0x8000, %edi
    rep insw
    movb $0x30, %al
    call command
    movl $0x8000, %esi
    rep outsw
    movw $0x1f7, %dx
3:  inb %dx, %al
    testb $0x88, %al
    jnz 3b
    movl $text, %esi
4:  lodsb
    movw $0x3f8, %dx
    outb %al, %dx
    movl $3000, %ecx            # one character needs its time on the line
5:  loop 5b
    testb %al, %al
    jnz 4b
    finish 16

# Gives the disk the command in %al, for one sector, and waits until it wants data; then %ecx and
# %edx are right for rep insw/outsw.
command:
    movb %al, %ah
    movb $1, %al
    movw $0x1f2, %dx
    outb %al, %dx
    movb %ah, %al
    movw $0x1f7, %dx
    outb %al, %dx
1:  inb %dx, %al
    testb $8, %al
    jz 1b
    movw $0x1f0, %dx
    movl $256, %ecx
    ret

tick:
    decl %ecx
    movb $0x20, %al
    outb %al, $0x20
done:
    iret

text:
    .asciz "10 ticks\nswitched\ndisk read and written\n"
gdt:
    .quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_register:
    .word 23
    .long gdt
idt_register:
    .word 0x79 * 8 - 1
    .long 0x6000
    sector
