// The self-check of the interrupt descriptor table (on request).
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Checks each gate of the table that the processor uses, and raises vectors in an order that
// depends on the boot option `seed`. Prints
//
//     idt check: seed 0x00000001 raised 64 vectors
//     check_idt() succeeded!
//
// or panics. Context: boot, before anybody handles vectors.
void check_idt();

}  // namespace selftest
