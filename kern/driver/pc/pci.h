// PCI configuration space: finding a function of a device and its registers.
//
// Layer: driver. No uCore counterpart. [PCI 2.2, 6.1]
#pragma once

#include "libs/result.h"
#include "libs/types.h"

namespace driver {

// Where a function's 256 bytes of configuration space are.
class PciFunction {
  public:
    constexpr PciFunction(u8 bus, u8 device, u8 function)
        : address_(u32{bus} << 16 | u32{device} << 11 | u32{function} << 8) {}

    // The 32 bits at `offset`, a multiple of 4. Context: any, but one caller at a time.
    u32 read(u8 offset) const;
    void write(u8 offset, u32 value) const;

    // True when there is such a function in this machine.
    bool exists() const;
    // Class and subclass: class in the upper byte.
    u16 class_code() const;
    // The I/O port at which base address register `index` puts the function's registers; an error
    // when it has none there: NoDevice.
    Result<u16> io_base(unsigned index) const;
    // Lets the function answer at its ports, and read and write memory by itself.
    void enable_bus_master() const;

  private:
    u32 address_;
};

inline constexpr u16 kPciClassIde = 0x0101;  // mass storage, IDE [PCI 2.2, appendix D]

// The first function on bus 0 of this class; NoDevice when there is none. Context: boot.
Result<PciFunction> find_pci_function(u16 class_code);

}  // namespace driver
