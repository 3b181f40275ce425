// Disks as the rest of the kernel sees them: numbered sectors that are read and written.
//
// Layer: driver; a board implements it. uCore counterpart: kern/driver/ide.h, kern/fs/fs.h.
#pragma once

#include "libs/result.h"
#include "libs/scope.h"
#include "libs/span.h"
#include "libs/types.h"

namespace driver {

inline constexpr usize kSectorSize = 512;  // bytes

// What a device has done so far. Requests are calls of read and write, however many sectors each.
struct BlockStatistics {
    u64 reads = 0;  // requests that succeeded
    u64 writes = 0;
    u64 sectors_read = 0;
    u64 sectors_written = 0;
    u64 failures = 0;  // requests, and flushes, that ended in an error
};

// A device of sector_count() sectors. Errors of read, write and flush:
//
//     Invalid             not all of the sectors are on the device, or it is not whole sectors
//     DeviceNotAvailable  the device reported an error (uCore has no number for an I/O error)
//     Timeout             the device did not answer, and was reset
//
// After an error any part of the request may have been done. The device stays usable.
// Context of all three: thread or boot, interrupts on or off, never an interrupt handler. They wait
// for the device in place. A long request is several commands, between which other threads may run
// (set_between_commands), and make requests of their own; what these do to the same sectors is done
// between two commands. Nobody else runs during a command, as asserted.
class BlockDevice : NonCopyable {
  public:
    // Reads sectors from number `sector` on, until `buffer` is full. Its size is a multiple of
    // kSectorSize. It may lie anywhere in kernel memory, but it is faster when aligned to 4 bytes
    // and in the part where virtual and physical addresses go together.
    Result<void> read(u64 sector, Span<u8> buffer);

    // Writes `buffer` to the sectors from number `sector` on; the same holds for the buffer. The
    // data may be in the device's cache only, until flush.
    Result<void> write(u64 sector, Span<const u8> buffer);

    // Returns when everything written is on the medium.
    Result<void> flush();

    const BlockStatistics& statistics() const { return statistics_; }

    // Size of the device in sectors, at least 1. Context: any.
    virtual u64 sector_count() const = 0;
    // A short name for messages. It lives for ever. Context: any.
    virtual const char* name() const = 0;
    // How data moves, for messages: "dma" or "pio", say. It lives for ever. Context: any.
    virtual const char* mode() const = 0;

  protected:
    constexpr BlockDevice() = default;
    ~BlockDevice() = default;

  private:
    // What a device implements: the above with everything checked, at least one sector.
    virtual Result<void> read_sectors(u64 sector, Span<u8> buffer) = 0;
    virtual Result<void> write_sectors(u64 sector, Span<const u8> buffer) = 0;
    virtual Result<void> flush_cache() = 0;

    Result<void> check_range(u64 sector, usize bytes) const;
    Result<void> counted(Result<void> result, u64& requests, u64& sectors, usize bytes);

    BlockStatistics statistics_;
};

// Which device is which.
inline constexpr unsigned kBootDisk = 0;
inline constexpr unsigned kSwapDisk = 1;
inline constexpr unsigned kFileSystemDisk = 2;
inline constexpr unsigned kMaxBlockDevices = 4;

// The device with this number, or nullptr when the machine has none. It lives for ever.
// Context: any.
BlockDevice* find_block_device(unsigned index);

// From now on `device`, which lives for ever, has number `index`. Context: boot.
void register_block_device(unsigned index, BlockDevice& device);

// From now on `action` is called between the commands of long requests, by who made the request; it
// may switch to another thread. Until then it is nothing. Context: thread.
void set_between_commands(void (*action)());

// For devices: calls that action.
void between_commands();

// Finds the board's disks and registers them. Context: boot, once, interrupts off.
void block_devices_init();

}  // namespace driver
