# Panics in the form of the kernel's own panic.
    .include "common.inc"
main:
    say "hello\nkernel panic at kern/mm/pmm.cpp:42:\n    no frames left\n"
    say "stack trackback:\nebp:0x00007b28 eip:0x00100a63 \n    kern/mm/pmm.cpp:42: alloc+21\n"
    finish 17
    sector
