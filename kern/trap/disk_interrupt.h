// Interrupts of the disks.
//
// Layer: trap. uCore counterpart: the cases IRQ_IDE1 and IRQ_IDE2 in kern/trap/trap.c.
#pragma once

namespace trap {

// From now on the disk driver hears of its interrupts. Called after the disks were found.
void disk_interrupts_init();

}  // namespace trap
