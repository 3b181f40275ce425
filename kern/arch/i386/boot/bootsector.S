// Boot sector, first half: from the BIOS in real mode to 32-bit protected mode.
//
// Layer: arch. uCore counterpart: boot/bootasm.S.
// The BIOS loads these 512 bytes at 0x7c00 and jumps to them, the CPU in real mode [IA32-3A 20].
// This half opens address line 20, leaves the BIOS's memory map at 0x8000 for the kernel, enters
// protected mode [IA32-3A 9.9.1] and calls boot_main (bootmain.cpp), which loads the kernel.

        .set    BOOT_INFO, 0x8000       // struct BootInfo of arch/boot_info.h
        .set    E820_ENTRY_SIZE, 20
        .set    E820_MAX_ENTRIES, 20
        .set    CODE_SELECTOR, 0x08
        .set    DATA_SELECTOR, 0x10

        .code16
        .section .boot, "ax"
        .globl  boot_start
boot_start:
        cli
        cld
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movw    $boot_start, %sp        // the stack grows down from the boot sector

        // Address line 20 is off after reset on old machines, so that 1 MiB wraps to 0:
        // the "fast A20" bit of system control port A turns it on.
        inb     $0x92, %al
        orb     $0x02, %al
        andb    $0xfe, %al              // bit 0 would reset the machine
        outb    %al, $0x92

        // Memory map: INT 15h, EAX = E820h, one 20-byte range a call, EBX = 0 after the last one.
        xorl    %ebx, %ebx
        movl    %ebx, BOOT_INFO         // count of ranges
        movw    $(BOOT_INFO + 4), %di
next_range:
        movl    $0xe820, %eax
        movl    $E820_ENTRY_SIZE, %ecx
        movl    $0x534d4150, %edx       // "SMAP"
        int     $0x15
        jc      ranges_done
        addw    $E820_ENTRY_SIZE, %di
        incw    BOOT_INFO
        cmpw    $E820_MAX_ENTRIES, BOOT_INFO
        je      ranges_done
        testl   %ebx, %ebx
        jnz     next_range
ranges_done:

        lgdtw   gdt_pointer
        movl    %cr0, %eax
        incw    %ax                     // CR0.PE, which is bit 0 and was clear
        movl    %eax, %cr0
        ljmpw   $CODE_SELECTOR, $protected_mode

        .code32
protected_mode:
        movw    $DATA_SELECTOR, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        xorl    %ebp, %ebp              // ends a backtrace
        movl    $boot_start, %esp
        call    boot_main               // does not return

// Flat segments: base 0, limit 4 GiB, present, ring 0 [IA32-3A 3.4.5].
        .p2align 2
gdt:
        .quad   0
        .quad   0x00cf9a000000ffff      // 0x08: code, execute and read
        .quad   0x00cf92000000ffff      // 0x10: data, read and write
gdt_pointer:
        .word   gdt_pointer - gdt - 1
        .long   gdt
