// The 8253 programmable interval timer.
//
// Layer: driver. uCore counterpart: clock_init in kern/driver/clock.c. [Intel 8253 data sheet]

#include "arch/ports.h"
#include "arch/trapframe.h"
#include "kern/driver/clock.h"
#include "kern/driver/irq_chip.h"

namespace driver {
namespace {

constexpr u16 kCounter0 = 0x40;
constexpr u16 kMode = 0x43;
constexpr u8 kRateGenerator = 0x34;  // counter 0, low byte then high byte, mode 2, binary
constexpr u32 kInputHertz = 1193182;
constexpr u32 kDivisor = (kInputHertz + kTicksPerSecond / 2) / kTicksPerSecond;
static_assert(kDivisor <= 0xffff);

}  // namespace

void board_timer_start() {
    arch::outb(kMode, kRateGenerator);
    arch::outb(kCounter0, kDivisor & 0xff);
    arch::outb(kCounter0, kDivisor >> 8);
    irq_enable(arch::kIrqTimer);
}

}  // namespace driver
