// The colour text screen.
//
// Layer: driver. uCore counterpart: cga_* in kern/driver/console.c.
// The screen is memory: a cell is a character in the low byte and its colours in the high byte. The
// hardware cursor is set through registers 14 and 15 of the 6845 controller.

#include "arch/layout.h"
#include "arch/ports.h"
#include "kern/driver/pc/devices.h"
#include "libs/string.h"

namespace driver {
namespace {

constexpr unsigned kColumns = 80, kRows = 25;
constexpr unsigned kCells = kColumns * kRows;
constexpr uptr kTextMemory = 0xb8000;
constexpr u16 kIndexPort = 0x3d4;
constexpr u16 kDataPort = 0x3d5;
constexpr u8 kCursorHigh = 14, kCursorLow = 15;
constexpr u16 kGreyOnBlack = 0x0700;
constexpr unsigned kTabWidth = 8;

u16* cells() { return reinterpret_cast<u16*>(arch::kKernelBase + kTextMemory); }

u8 read_register(u8 index) {
    arch::outb(kIndexPort, index);
    return arch::inb(kDataPort);
}

void write_register(u8 index, u8 value) {
    arch::outb(kIndexPort, index);
    arch::outb(kDataPort, value);
}

}  // namespace

void Cga::init() {
    unsigned position = read_register(kCursorHigh) * 256u + read_register(kCursorLow);
    position_ = static_cast<u16>(position < kCells ? position : 0);
}

void Cga::scroll() {
    memmove(cells(), cells() + kColumns, (kCells - kColumns) * sizeof(u16));
    for (unsigned i = kCells - kColumns; i < kCells; ++i)
        cells()[i] = kGreyOnBlack | ' ';
    position_ = static_cast<u16>(position_ - kColumns);
}

void Cga::put(char c) {
    switch (c) {
    case '\n': position_ = static_cast<u16>(position_ + kColumns - position_ % kColumns); break;
    case '\r': position_ = static_cast<u16>(position_ - position_ % kColumns); break;
    case '\b':
        if (position_ > 0)
            --position_;
        break;
    case '\t':
        do
            put(' ');
        while (position_ % kTabWidth != 0);
        break;
    default: cells()[position_++] = static_cast<u16>(kGreyOnBlack | static_cast<u8>(c));
    }
    if (position_ >= kCells)
        scroll();
}

void Cga::move_cursor() {
    write_register(kCursorHigh, static_cast<u8>(position_ >> 8));
    write_register(kCursorLow, static_cast<u8>(position_));
}

void Cga::write(StringView text) {
    for (char c : text)
        put(c);
    move_cursor();
}

}  // namespace driver
