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

// Raises the vectors at which the interrupt controller's chips deliver what was no request, while
// it has none: nobody is told, and nothing happens. Prints `check_spurious_interrupts()
// succeeded!`, or panics. Context: as above.
void check_spurious_interrupts();

}  // namespace selftest
