# Prints for ever.
    .include "common.inc"
main:
    say "all work and no play makes a dull kernel\n"
    jmp main
    sector
