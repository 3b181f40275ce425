// Bus-master DMA: the IDE controller moves data between a channel's disks and memory by itself.
//
// Layer: driver. No uCore counterpart. [PIIX3, bus master IDE registers] [SFF-8038i]
// A table in memory, of physical region descriptors (PRD), says where the data goes. A region does
// not cross a 64 KiB boundary, nor does the table.
#pragma once

#include "libs/scope.h"
#include "libs/span.h"
#include "libs/types.h"

namespace driver {

enum class Direction : u8 { Read, Write };  // from the disk to memory, or from memory to the disk

// One region [PIIX3, PRD table entry].
struct PhysicalRegion {
    u32 base;   // physical address, even
    u16 bytes;  // even; 0 means 64 KiB
    u16 flags;

    static constexpr u16 kLast = 1u << 15;  // the table ends here
};
static_assert(sizeof(PhysicalRegion) == 8);
static_assert(__builtin_bit_cast(u64, PhysicalRegion{0x12340000, 0x200, PhysicalRegion::kLast}) ==
              0x8000020012340000);

// Regions for 256 sectors, which may begin anywhere: 128 KiB touch at most 3 pieces of 64 KiB.
inline constexpr usize kMaxRegions = 3;
inline constexpr usize kMaxDmaBytes = 128 * 1024;

// Fills `table` with the regions that make up `bytes` bytes, at most kMaxDmaBytes, at `physical`.
constexpr void describe_regions(u32 physical, usize bytes, PhysicalRegion (&table)[kMaxRegions]) {
    constexpr u32 kBoundary = 64 * 1024;
    for (PhysicalRegion& region : table) {
        u32 until_boundary = kBoundary - physical % kBoundary;
        u32 length = min(static_cast<u32>(bytes), until_boundary);
        bytes -= length;
        region = {physical, static_cast<u16>(length), bytes == 0 ? PhysicalRegion::kLast : u16{0}};
        if (bytes == 0)
            return;
        physical += length;
    }
    UNREACHABLE();
}

// One channel's half of the controller.
class BusMaster : NonCopyable {
  public:
    // The channel's registers are at `base`. Without this there is no DMA.
    void init(u16 base) { base_ = base; }
    bool present() const { return base_ != 0; }

    // True when the controller can reach `buffer`: it is aligned to 4 bytes, and in the part of
    // kernel memory where virtual and physical addresses go together. Others may be scattered.
    static bool can_reach(Span<const u8> buffer);

    // Gets ready to move `buffer`, of at most kMaxDmaBytes, which stays alive until stop().
    void prepare(Direction direction, Span<const u8> buffer);
    // Begins, once the disk has its command.
    void start();
    // Ends. Returns false when the controller met an error. Does nothing when it was not started.
    bool stop();
    // True once the disk has raised its interrupt and the data is in memory, until stop().
    bool disk_interrupted() const;

  private:
    u16 base_ = 0;
    u8 command_ = 0;
    alignas(32) PhysicalRegion table_[kMaxRegions] = {};  // 24 bytes: cannot cross a boundary
};

}  // namespace driver
