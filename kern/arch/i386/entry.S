// The kernel's first instructions, entered from the boot sector in protected mode, paging off.
//
// Layer: arch. uCore counterpart: kern/init/entry.S.

        .set    KERNEL_MAPPED_SIZE, 0x38000000
        .set    LARGE_PAGE_SHIFT, 22
        .set    LARGE_PAGE_FLAGS, 0x83  // present, writable, 4 MiB

        .section .text.entry, "ax"
        .globl  kernel_entry
kernel_entry:
#if LAB >= 2
// The kernel is linked at KERNEL_BASE + 1 MiB but was loaded at 1 MiB, so paging is first: a page
// directory of 4 MiB pages [IA32-3A 4.3] shows physical memory at both places. It is replaced by
// page tables as soon as the kernel has memory for them (mm::pmm_init).
        // Entry i and entry i + KERNEL_BASE / 4 MiB map physical memory from i * 4 MiB on.
        movl    $(entry_page_directory - KERNEL_BASE), %edi
        movl    $LARGE_PAGE_FLAGS, %eax
        movl    $(KERNEL_MAPPED_SIZE >> LARGE_PAGE_SHIFT), %ecx
map_next:
        movl    %eax, (%edi)
        movl    %eax, ((KERNEL_BASE >> LARGE_PAGE_SHIFT) * 4)(%edi)
        addl    $(1 << LARGE_PAGE_SHIFT), %eax
        addl    $4, %edi
        loop    map_next

        movl    %cr4, %eax
        orl     $0x10, %eax             // CR4.PSE: 4 MiB pages
        movl    %eax, %cr4
        movl    $(entry_page_directory - KERNEL_BASE), %eax
        movl    %eax, %cr3
        movl    %cr0, %eax
        andl    $~0xc, %eax             // no emulation, no monitoring of the FPU
        orl     $0x80010000, %eax       // CR0.PG and CR0.WP: read-only binds the kernel too
        movl    %eax, %cr0
        movl    $upper_half, %eax
        jmp     *%eax
upper_half:
#endif
        // C++ expects zeroed memory to be zero; the boot sector loads only what is in the file.
        cld
        movl    $bss_start, %edi
        movl    $end, %ecx
        subl    %edi, %ecx
        xorl    %eax, %eax
        rep stosb

        movl    $boot_stack_top, %esp
        xorl    %ebp, %ebp              // a backtrace ends here
        call    kern_init
stopped:
        cli
        hlt
        jmp     stopped

#if LAB >= 2
        // Not in .bss: entry code fills it before .bss is cleared.
        .section .entry_tables, "aw", @nobits
        .p2align 12
entry_page_directory:
        .zero   4096
#endif

        .section .boot_stack, "aw", @nobits
        .p2align 12
        .globl  boot_stack, boot_stack_top
boot_stack:
        .zero   8192
boot_stack_top:
