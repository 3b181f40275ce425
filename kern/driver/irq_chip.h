// The interrupt controller: which requests of devices reach the CPU.
//
// Layer: driver; a board implements it. uCore counterpart: kern/driver/picirq.h.
#pragma once

#include "libs/types.h"

namespace driver {

// Starts the controller with every request masked; IRQ n will arrive at vector kVectorIrq + n.
void pic_init();

// Lets request `irq` through. Context: any.
void irq_enable(u32 irq);

// Keeps request `irq` back. Context: any.
void irq_disable(u32 irq);

// Tells the controller that `irq` was taken, so that the next one may come. Called once for each
// interrupt, before its handler, with interrupts off. Returns whether it was one: false for a
// spurious interrupt, which no device has asked for and nobody must handle.
bool irq_acknowledge(u32 irq);

}  // namespace driver
