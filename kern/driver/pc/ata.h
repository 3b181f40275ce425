// The PC's IDE disks: up to two at each of two channels.
//
// Layer: driver. uCore counterpart: kern/driver/ide.h.
// Block device i is device i % 2 of channel i / 2. driver::block_devices_init finds them.
#pragma once

namespace driver {

// The interrupt handler of channel 0 (arch::kIrqDisk) or 1 (arch::kIrqSecondDisk). Has to be called
// for each of their interrupts after block_devices_init: a request that is made with interrupts
// enabled waits for it. Context: interrupts off.
void ata_interrupt(unsigned channel);

}  // namespace driver
