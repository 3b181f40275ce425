// Interrupts of the disks.
//
// Layer: trap. uCore counterpart: the cases IRQ_IDE1 and IRQ_IDE2 in kern/trap/trap.c.

#include "kern/trap/disk_interrupt.h"

#include "kern/driver/pc/ata.h"
#include "kern/trap/trap.h"

namespace trap {
namespace {

template <unsigned channel>
arch::TrapFrame* disk_done(arch::TrapFrame* frame) {
    driver::ata_interrupt(channel);
    return frame;
}

}  // namespace

void disk_interrupts_init() {
    set_handler(arch::kVectorIrq + arch::kIrqDisk, disk_done<0>);
    set_handler(arch::kVectorIrq + arch::kIrqSecondDisk, disk_done<1>);
}

}  // namespace trap
