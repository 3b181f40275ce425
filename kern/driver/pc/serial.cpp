// The first serial port.
//
// Layer: driver. uCore counterpart: serial_* in kern/driver/console.c.
// [PC16550D data sheet, table II]

#include "arch/ports.h"
#include "kern/driver/pc/devices.h"

namespace driver {
namespace {

constexpr u16 kBase = 0x3f8;
constexpr u16 kData = kBase;                 // divisor latch low while kLineDivisor is set
constexpr u16 kInterruptEnable = kBase + 1;  // divisor latch high
constexpr u16 kFifoControl = kBase + 2;
constexpr u16 kLineControl = kBase + 3;
constexpr u16 kModemControl = kBase + 4;
constexpr u16 kLineStatus = kBase + 5;

constexpr u8 kLineDivisor = 0x80;
constexpr u8 kLine8Bits = 0x03;
constexpr u8 kStatusDataReady = 0x01;
constexpr u8 kStatusTransmitEmpty = 0x20;
constexpr u8 kReceiveInterrupt = 0x01;
constexpr u8 kFifoOnAndClear = 0x07;
constexpr u8 kModemReady = 0x0b;  // DTR, RTS, and OUT2, which lets interrupts through
constexpr u8 kNoDevice = 0xff;
constexpr u16 kDivisor = 115200 / 115200;
// Questions to a line that takes nothing before it counts as stuck: about a second, since whoever
// reads it may be slow. What is written to a full FIFO is lost.
constexpr u32 kMaxPolls = 5 * 1000 * 1000;

}  // namespace

void Serial::init() {
    arch::outb(kFifoControl, kFifoOnAndClear);
    arch::outb(kLineControl, kLineDivisor);
    arch::outb(kData, kDivisor & 0xff);
    arch::outb(kInterruptEnable, kDivisor >> 8);
    arch::outb(kLineControl, kLine8Bits);
    arch::outb(kModemControl, kModemReady);
    arch::outb(kInterruptEnable, kReceiveInterrupt);
    present_ = arch::inb(kLineStatus) != kNoDevice;
}

bool Serial::wait_until_empty() {
    const u32 limit = stuck_ ? 1 : kMaxPolls;
    for (u32 polls = 0; polls < limit; ++polls)
        if (arch::inb(kLineStatus) & kStatusTransmitEmpty)
            return true;
    return false;
}

void Serial::put(u8 byte) {
    stuck_ = !wait_until_empty();
    if (!stuck_)
        arch::outb(kData, byte);
}

void Serial::write(StringView text) {
    if (!present_)
        return;
    for (char c : text) {
        put(static_cast<u8>(c));
    }
}

int Serial::read() {
    if (!present_ || !(arch::inb(kLineStatus) & kStatusDataReady))
        return -1;
    u8 byte = arch::inb(kData);
    return byte == 0x7f ? '\b' : byte;  // terminals send DEL for the backspace key
}

}  // namespace driver
