# Has not the memory to start, and says so.
    .include "common.inc"
main:
    say "hello\ncannot boot: out of memory for process 0\n"
    finish 19
    sector
