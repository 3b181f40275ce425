// Bus-master DMA: the IDE controller moves data between a channel's disks and memory by itself.
//
// Layer: driver. No uCore counterpart. [PIIX3, bus master IDE registers] [SFF-8038i]

#include "kern/driver/pc/bus_master.h"

#include "arch/layout.h"
#include "arch/ports.h"

namespace driver {
namespace {

// Registers, as offsets from the channel's base: BMICx, BMISx and BMIDTPx.
constexpr u16 kCommand = 0;
constexpr u16 kStatus = 2;
constexpr u16 kTableAddress = 4;

constexpr u8 kCommandStart = 0x01;
constexpr u8 kCommandToMemory = 0x08;  // the bus master writes: the disk is read

constexpr u8 kStatusError = 0x02;      // cleared by writing it as 1
constexpr u8 kStatusInterrupt = 0x04;  // likewise

// The buffers' alignment: the controller asks for 2, memory is read in words of 4.
constexpr usize kAlignment = 4;

u32 physical_address(const void* address) {
    return static_cast<u32>(reinterpret_cast<uptr>(address) - arch::kKernelBase);
}

// The boundary rule, seen by the compiler.
constexpr bool describes(u32 physical, usize bytes, u32 first_length, u32 second_length) {
    PhysicalRegion table[kMaxRegions] = {};
    describe_regions(physical, bytes, table);
    return table[0].base == physical && table[0].bytes == first_length &&
           (table[0].flags == PhysicalRegion::kLast) == (second_length == 0) &&
           table[1].bytes == second_length && (second_length == 0 || table[1].base % 0x10000 == 0);
}
static_assert(describes(0x1000, 512, 512, 0));
static_assert(describes(0x1fe00, 512, 512, 0));
static_assert(describes(0x1ff00, 512, 256, 256));
static_assert(describes(0x20000, 0x10000, 0, 0));
static_assert(describes(0x2f000, 0x3000, 0x1000, 0x2000));

}  // namespace

bool BusMaster::can_reach(Span<const u8> buffer) {
    uptr first = reinterpret_cast<uptr>(buffer.data());
    return is_aligned(first, kAlignment) && first >= arch::kKernelBase &&
           first < arch::kKernelTop && buffer.size() <= arch::kKernelTop - first;
}

void BusMaster::prepare(Direction direction, Span<const u8> buffer) {
    ASSERT(present() && can_reach(buffer) && buffer.size() <= kMaxDmaBytes);
    describe_regions(physical_address(buffer.data()), buffer.size(), table_);
    command_ = direction == Direction::Read ? kCommandToMemory : 0;
    arch::outl(base_ + kTableAddress, physical_address(table_));
    arch::outb(base_ + kCommand, command_);
    arch::outb(base_ + kStatus, arch::inb(base_ + kStatus) | kStatusError | kStatusInterrupt);
}

void BusMaster::start() {
    command_ |= kCommandStart;
    arch::outb(base_ + kCommand, command_);
}

bool BusMaster::stop() {
    if (!(command_ & kCommandStart))
        return true;
    command_ = 0;
    arch::outb(base_ + kCommand, command_);
    u8 status = arch::inb(base_ + kStatus);
    arch::outb(base_ + kStatus, status | kStatusError | kStatusInterrupt);
    return !(status & kStatusError);
}

bool BusMaster::disk_interrupted() const {
    return (arch::inb(base_ + kStatus) & kStatusInterrupt) != 0;
}

}  // namespace driver
