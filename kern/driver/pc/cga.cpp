// The colour text screen.
//
// Layer: driver. uCore counterpart: cga_* in kern/driver/console.c.
// The screen is memory: a cell is a character in the low byte and its colours in the high byte. The
// hardware cursor is set through registers 14 and 15 of the 6845 controller. Screen memory is slow,
// on a bus of its own or, in an emulator, a call for each byte: it is read once, and written only
// where something changes.

#include "arch/layout.h"
#include "arch/ports.h"
#include "kern/driver/pc/devices.h"

namespace driver {
namespace {

constexpr unsigned kColumns = 80, kRows = 25;
constexpr unsigned kCells = kColumns * kRows;
constexpr uptr kTextMemory = 0xb8000;
constexpr u16 kIndexPort = 0x3d4;
constexpr u16 kDataPort = 0x3d5;
constexpr u8 kCursorHigh = 14, kCursorLow = 15;
constexpr u16 kGreyOnBlack = 0x0700;
constexpr u32 kTwoBlanks = 0x07200720;
constexpr unsigned kTabWidth = 8;

// What the screen shows, two cells in each, the left one in the lower half. There is one screen;
// and here it takes no room in the kernel's file.
constinit u32 shown[kCells / 2];

u16* cells() { return reinterpret_cast<u16*>(arch::kKernelBase + kTextMemory); }

u8 read_register(u8 index) {
    arch::outb(kIndexPort, index);
    return arch::inb(kDataPort);
}

void write_register(u8 index, u8 value) {
    arch::outb(kIndexPort, index);
    arch::outb(kDataPort, value);
}

void set(unsigned position, u16 cell) {
    const unsigned shift = position % 2 * 16;
    u32& pair = shown[position / 2];
    pair = (pair & ~(0xffffu << shift)) | static_cast<u32>(cell) << shift;
    cells()[position] = cell;
}

void set_pair(unsigned pair, u32 wanted) {
    const u32 change = shown[pair] ^ wanted;
    if (change == 0)
        return;
    shown[pair] = wanted;
    if (change & 0xffff)
        cells()[2 * pair] = static_cast<u16>(wanted);
    if (change >> 16)
        cells()[2 * pair + 1] = static_cast<u16>(wanted >> 16);
}

}  // namespace

void Cga::init() {
    unsigned position = read_register(kCursorHigh) * 256u + read_register(kCursorLow);
    position_ = static_cast<u16>(position < kCells ? position : 0);
    for (unsigned i = 0; i < kCells / 2; ++i)
        shown[i] = static_cast<u32>(cells()[2 * i + 1]) << 16 | cells()[2 * i];
}

void Cga::scroll() {
    constexpr unsigned kRow = kColumns / 2, kLastRow = kCells / 2 - kRow;
    for (unsigned i = 0; i < kLastRow; ++i)
        set_pair(i, shown[i + kRow]);
    for (unsigned i = kLastRow; i < kCells / 2; ++i)
        set_pair(i, kTwoBlanks);
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
    default: set(position_++, static_cast<u16>(kGreyOnBlack | static_cast<u8>(c)));
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
