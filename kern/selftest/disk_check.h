// Self-checks of the disk driver on the swap disk, which they overwrite: run only when asked for.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Writes and reads the swap disk at random places, from the boot option `seed`: the beginning and
// the end of the disk, and both sides of where 28-bit addresses end if it is so large; 1 to 300
// sectors at once, buffers of every alignment, interrupts on and off. All that is read is compared
// with what was written. Prints
//
//     disk check: ata1 (dma), 262144 sectors, seed 0x00000001: 9876 sectors written, 9876 read
//     check_disk() succeeded!
//
// or panics; says so when there is no swap disk. In the end sector s of the places used holds
// the first 128 numbers of sector_contents(seed, s, 0), for somebody outside to look at.
// Context: boot, disk interrupts handled, nothing on the swap disk yet.
void check_disk();

// Writes and then reads the first 64 sectors of the swap disk one by one, and reads them at once;
// errors are expected. Prints a line for each and one for all, such as
//
//     disk check: write at sector 20: device not available
//     disk check: 1 writes and 0 reads of 64 failed
//     check_disk_errors() succeeded!
//
// and panics only when a sector that was written has the wrong contents. Context: as check_disk.
void check_disk_errors();

}  // namespace selftest
