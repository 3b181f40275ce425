// A disk as blocks of 4 KiB.
//
// Layer: fs. uCore counterpart: kern/fs/devs/dev_disk0.c.

#include "kern/fs/sfs/disk_blocks.h"

#include "kern/mm/heap.h"
#include "libs/string.h"

namespace fs {
namespace {

using sfs::kBlockSize;

constexpr u32 kSectorsPerBlock = kBlockSize / driver::kSectorSize;

u64 sector_of(u32 block) { return u64{block} * kSectorsPerBlock; }

// A disk says in many ways that it can not; a program gets one.
Result<void> translated(Result<void> result) {
    if (!result.has_value() && result.error() != Error::NoMemory)
        return Error::DeviceNotAvailable;
    return result;
}

}  // namespace

DiskBlocks::DiskBlocks(driver::BlockDevice& disk)
    : disk_(disk), area_(static_cast<u8*>(mm::kmalloc(kMaxRun * kBlockSize))) {}

DiskBlocks::~DiskBlocks() { mm::kfree(area_); }

u32 DiskBlocks::block_count() const {
    const u64 blocks = disk_.sector_count() / kSectorsPerBlock;
    return blocks > NumericLimits<u32>::max() ? NumericLimits<u32>::max()
                                              : static_cast<u32>(blocks);
}

Result<void> DiskBlocks::read(u32 block, u8* data) {
    return translated(disk_.read(sector_of(block), {data, kBlockSize}));
}

Result<void> DiskBlocks::write(u32 block, const u8* data) {
    return translated(disk_.write(sector_of(block), {data, kBlockSize}));
}

Result<void> DiskBlocks::read_run(u32 first, u32 count, u8* const* data) {
    if (count == 1 || !area_)
        return BlockDevice::read_run(first, count, data);
    TRY(translated(disk_.read(sector_of(first), {area_, count * kBlockSize})));
    for (u32 i = 0; i < count; ++i)
        memcpy(data[i], area_ + i * kBlockSize, kBlockSize);
    return {};
}

Result<void> DiskBlocks::write_run(u32 first, u32 count, const u8* const* data) {
    if (count == 1 || !area_)
        return BlockDevice::write_run(first, count, data);
    for (u32 i = 0; i < count; ++i)
        memcpy(area_ + i * kBlockSize, data[i], kBlockSize);
    return translated(disk_.write(sector_of(first), {area_, count * kBlockSize}));
}

Result<void> DiskBlocks::flush() { return translated(disk_.flush()); }

}  // namespace fs
