// PCI configuration space by configuration mechanism #1: an address port and a data port.
//
// Layer: driver. No uCore counterpart. [PCI 2.2, 3.2.2.3.2 and 6.1]

#include "kern/driver/pc/pci.h"

#include "arch/ports.h"

namespace driver {
namespace {

constexpr u16 kConfigAddress = 0xcf8;
constexpr u16 kConfigData = 0xcfc;
constexpr u32 kConfigEnable = 1u << 31;

// Offsets in a configuration header of type 0 [PCI 2.2, figure 6-1].
constexpr u8 kVendorAndDevice = 0x00;
constexpr u8 kCommandAndStatus = 0x04;
constexpr u8 kRevisionAndClass = 0x08;
constexpr u8 kHeaderType = 0x0c;  // in bits 16 to 23
constexpr u8 kBaseAddress0 = 0x10;

constexpr u32 kNoVendor = 0xffff;
constexpr u32 kCommandIoSpace = 1u << 0;
constexpr u32 kCommandBusMaster = 1u << 2;
constexpr u32 kCommandMask = 0xffff;  // writing 0 leaves the status half alone
constexpr u32 kManyFunctions = 1u << 23;
constexpr u32 kBaseIsIoPort = 1u << 0;
constexpr u32 kBaseIoMask = 0xfffc;

constexpr u8 kDevicesPerBus = 32;
constexpr u8 kFunctionsPerDevice = 8;

}  // namespace

u32 PciFunction::read(u8 offset) const {
    arch::outl(kConfigAddress, kConfigEnable | address_ | offset);
    return arch::inl(kConfigData);
}

void PciFunction::write(u8 offset, u32 value) const {
    arch::outl(kConfigAddress, kConfigEnable | address_ | offset);
    arch::outl(kConfigData, value);
}

bool PciFunction::exists() const { return (read(kVendorAndDevice) & 0xffff) != kNoVendor; }

u16 PciFunction::class_code() const { return static_cast<u16>(read(kRevisionAndClass) >> 16); }

Result<u16> PciFunction::io_base(unsigned index) const {
    u32 bar = read(static_cast<u8>(kBaseAddress0 + index * sizeof(u32)));
    if (!(bar & kBaseIsIoPort) || (bar & kBaseIoMask) == 0)
        return Error::NoDevice;
    return static_cast<u16>(bar & kBaseIoMask);
}

void PciFunction::enable_bus_master() const {
    u32 command = read(kCommandAndStatus) & kCommandMask;
    write(kCommandAndStatus, command | kCommandIoSpace | kCommandBusMaster);
}

Result<PciFunction> find_pci_function(u16 class_code) {
    for (u8 device = 0; device < kDevicesPerBus; ++device) {
        PciFunction first(0, device, 0);
        if (!first.exists())
            continue;
        u8 functions = first.read(kHeaderType) & kManyFunctions ? kFunctionsPerDevice : u8{1};
        for (u8 function = 0; function < functions; ++function) {
            PciFunction candidate(0, device, function);
            if (candidate.exists() && candidate.class_code() == class_code)
                return candidate;
        }
    }
    return Error::NoDevice;
}

}  // namespace driver
