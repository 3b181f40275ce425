# Says hello and shuts down in order.
    .include "common.inc"
main:
    say "hello\nseed and soil\ngoodbye\n"
    finish 16
    sector
