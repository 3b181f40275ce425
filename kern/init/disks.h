// Which disk is for what.
//
// Layer: init. uCore counterpart: the constants DISK0_DEV_NO and SWAP_DEV_NO.
#pragma once

#include "kern/driver/block_device.h"
#include "libs/result.h"

namespace init {

// The disk to swap to: the one at the position for that, unless it carries a file system; else
// nullptr, and a machine without swap. Context: boot, interrupts on.
driver::BlockDevice* swap_disk();

// Makes the devices that programs can open. NoMemory. Context: thread.
Result<void> start_devices();

// Mounts the file system of the disk at the position for that; or, when it has none, of the first
// disk that has one. NoDevice: none has. Invalid: a damaged one. Context: thread.
Result<void> mount_boot_file_system();

}  // namespace init
