// Disks as the rest of the kernel sees them: range checks, statistics, and the list of devices.
//
// Layer: driver. uCore counterpart: the checks in kern/driver/ide.c.

#include "kern/driver/block_device.h"

namespace driver {
namespace {

constinit BlockDevice* devices[kMaxBlockDevices] = {};
using Action = void (*)();
constinit Action between_action = nullptr;

}  // namespace

Result<void> BlockDevice::check_range(u64 sector, usize bytes) const {
    if (!is_aligned(bytes, kSectorSize))
        return Error::Invalid;
    // Not `sector + count > size`: the sum may wrap.
    u64 count = bytes / kSectorSize;
    if (count > sector_count() || sector > sector_count() - count)
        return Error::Invalid;
    return {};
}

Result<void> BlockDevice::counted(Result<void> result, u64& requests, u64& sectors, usize bytes) {
    if (!result.has_value()) {
        ++statistics_.failures;
        return result;
    }
    ++requests;
    sectors += bytes / kSectorSize;
    return result;
}

Result<void> BlockDevice::read(u64 sector, Span<u8> buffer) {
    TRY(check_range(sector, buffer.size()));
    if (buffer.empty())
        return {};
    return counted(read_sectors(sector, buffer), statistics_.reads, statistics_.sectors_read,
                   buffer.size());
}

Result<void> BlockDevice::write(u64 sector, Span<const u8> buffer) {
    TRY(check_range(sector, buffer.size()));
    if (buffer.empty())
        return {};
    return counted(write_sectors(sector, buffer), statistics_.writes, statistics_.sectors_written,
                   buffer.size());
}

Result<void> BlockDevice::flush() {
    Result<void> result = flush_cache();
    if (!result.has_value())
        ++statistics_.failures;
    return result;
}

void set_between_commands(Action action) { between_action = action; }

void between_commands() {
    if (between_action)
        between_action();
}

BlockDevice* find_block_device(unsigned index) {
    return index < kMaxBlockDevices ? devices[index] : nullptr;
}

void register_block_device(unsigned index, BlockDevice& device) {
    ASSERT(index < kMaxBlockDevices && devices[index] == nullptr);
    devices[index] = &device;
}

}  // namespace driver
