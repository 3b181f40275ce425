# Ends with an exit status that means nothing.
    .include "common.inc"
main:
    say "hello\n"
    finish 77
    sector
