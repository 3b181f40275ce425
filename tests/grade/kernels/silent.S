# Shuts down in order without having printed anything.
    .include "common.inc"
main:
    finish 16
    sector
