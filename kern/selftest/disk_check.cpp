// Self-checks of the disk driver on the swap disk.
//
// Layer: selftest. No uCore counterpart.
//
// The model of the disk is a version for each sector that is used: seed, sector and version give
// every byte that the sector must hold. So data from a wrong sector, or from an older write, shows.

#include "kern/selftest/disk_check.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/block_device.h"
#include "kern/mm/frame.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace selftest {
namespace {

using driver::BlockDevice;
using driver::kSectorSize;

constexpr u32 kTransfers = 200;
constexpr u32 kMaxSectors = 300;   // of one transfer: more than one command of any disk moves
constexpr u32 kAreaSectors = 512;  // of each place on the disk that is used
constexpr u32 kMaxAreas = 3;
constexpr u64 kLba28Sectors = u64{1} << 28;
constexpr usize kGuard = 16;  // bytes around a buffer that a read must leave alone
constexpr u8 kGuardByte = 0xa5;
constexpr usize kBufferPages = 40;  // kMaxSectors, guards, and room for alignments

struct Area {
    u64 first;
    u32 sectors;
};

constinit u16 versions[kMaxAreas][kAreaSectors] = {};

// The generator of a sector's contents: its numbers are the words in order.
Prng sector_contents(u32 seed, u64 sector, u32 version) {
    u32 low = static_cast<u32>(sector), high = static_cast<u32>(sector >> 32);
    return Prng(seed ^ low * 0x9e3779b9 ^ high * 0x7feb352d ^ version * 0x85ebca6b);
}

void fill_sector(u8* data, Prng contents) {
    for (usize i = 0; i < kSectorSize; i += sizeof(u32)) {
        u32 word = contents.next();
        memcpy(data + i, &word, sizeof(word));  // data may have any alignment
    }
}

bool sector_matches(const u8* data, Prng contents) {
    for (usize i = 0; i < kSectorSize; i += sizeof(u32)) {
        u32 word = contents.next();
        if (memcmp(data + i, &word, sizeof(word)) != 0)
            return false;
    }
    return true;
}

// Random transfers on one disk, against the model.
class DiskTrial : NonCopyable {
  public:
    DiskTrial(BlockDevice& disk, u32 seed, Span<u8> memory)
        : disk_(disk), seed_(seed), random_(seed), memory_(memory) {
        u64 size = disk.sector_count();
        u32 length = size < 2 * kAreaSectors ? static_cast<u32>(size) / 2 : kAreaSectors;
        areas_[count_++] = {0, length};
        areas_[count_++] = {size - length, length};
        if (size > kLba28Sectors + kAreaSectors)
            areas_[count_++] = {kLba28Sectors - kAreaSectors / 2, kAreaSectors};
    }

    void run() {
        for (u32 i = 0; i < count_; ++i)
            rewrite_area(i);
        for (u32 i = 0; i < kTransfers; ++i)
            random_transfer();
        for (u32 i = 0; i < count_; ++i)
            rewrite_area(i);
        must(disk_.flush(), "the disk writes its cache");
    }

  private:
    // All of it to version 0, in the largest pieces.
    void rewrite_area(u32 area) {
        u32 sectors = areas_[area].sectors;
        for (u32 first = 0; first < sectors; first += kMaxSectors) {
            u32 count = min(kMaxSectors, sectors - first);
            for (u32 i = 0; i < count; ++i)
                versions[area][first + i] = 0;
            write(area, first, buffer(0, count));
        }
        for (u32 first = 0; first < sectors; first += kMaxSectors)
            read(area, first, buffer(0, min(kMaxSectors, sectors - first)));
    }

    void random_transfer() {
        u32 area = random_.below(count_);
        u32 longest = min(areas_[area].sectors, random_.below(4) == 0 ? kMaxSectors : 16u);
        u32 count = 1 + random_.below(longest);
        u32 first = random_.below(areas_[area].sectors - count + 1);
        // One in four has an alignment that the controller cannot use.
        usize shift = random_.below(1024) * 4 + (random_.below(4) == 0 ? random_.below(4) : 0);
        Span<u8> data = buffer(shift, count);
        bool writes = random_.below(2) == 0;
        if (random_.below(2) == 0) {
            arch::IrqGuard irq;
            transfer(writes, area, first, data);
        } else {
            arch::IrqWindow irq;
            transfer(writes, area, first, data);
        }
    }

    void transfer(bool writes, u32 area, u32 first, Span<u8> data) {
        if (!writes) {
            read(area, first, data);
            return;
        }
        for (u32 i = 0; i < data.size() / kSectorSize; ++i)
            ++versions[area][first + i];
        write(area, first, data);
    }

    // `count` sectors of memory, `shift` bytes from where a page begins (the guard aside).
    Span<u8> buffer(usize shift, u32 count) {
        return memory_.subspan(kGuard + shift, count * kSectorSize);
    }

    Prng contents(u32 area, u32 index) const {
        return sector_contents(seed_, areas_[area].first + index, versions[area][index]);
    }

    void write(u32 area, u32 first, Span<u8> data) {
        for (u32 i = 0; i < data.size() / kSectorSize; ++i)
            fill_sector(data.data() + i * kSectorSize, contents(area, first + i));
        must(disk_.write(areas_[area].first + first, data), "the disk takes data");
    }

    void read(u32 area, u32 first, Span<u8> data) {
        Span<u8> before(data.begin() - kGuard, kGuard), after(data.end(), kGuard);
        memset(before.data(), kGuardByte, before.size() + data.size() + after.size());
        must(disk_.read(areas_[area].first + first, data), "the disk gives data");
        for (u32 i = 0; i < data.size() / kSectorSize; ++i)
            if (!sector_matches(data.data() + i * kSectorSize, contents(area, first + i)))
                PANIC("check_disk: %s: wrong contents of sector %llu (seed 0x%08x)", disk_.name(),
                      areas_[area].first + first + i, seed_);
        for (u8 byte : before)
            ASSERT(byte == kGuardByte);
        for (u8 byte : after)
            ASSERT(byte == kGuardByte);
    }

    BlockDevice& disk_;
    const u32 seed_;
    Prng random_;
    Span<u8> memory_;
    Area areas_[kMaxAreas] = {};
    u32 count_ = 0;
};

// What is not on the disk is refused, and the disk left alone.
void check_limits(BlockDevice& disk, Span<u8> memory) {
    u64 size = disk.sector_count();
    Span<u8> two = memory.subspan(0, 2 * kSectorSize);
    ASSERT(disk.read(size - 2, two).has_value());
    ASSERT(disk.read(size - 1, two).error() == Error::Invalid);
    ASSERT(disk.read(size, two).error() == Error::Invalid);
    ASSERT(disk.write(~u64{0}, two).error() == Error::Invalid);
    ASSERT(disk.read(0, memory.subspan(0, kSectorSize - 1)).error() == Error::Invalid);
    ASSERT(disk.read(0, memory.subspan(0, 0)).has_value());
}

// Calls `check(disk, seed, memory)` with the swap disk and memory for it, if there is a swap disk.
// Returns whether there is.
template <typename Check>
bool with_swap_disk(Check check) {
    BlockDevice* disk = driver::find_block_device(driver::kSwapDisk);
    if (disk == nullptr) {
        cprintf("disk check: there is no swap disk\n");
        return false;
    }
    mm::Page* pages = must(mm::alloc_pages(kBufferPages), "frames are free at boot");
    Span<u8> memory(static_cast<u8*>(mm::page_to_kva(pages)), kBufferPages * mm::kPageSize);
    check(*disk, debug::option_number("seed", 1), memory);
    mm::free_pages(pages, kBufferPages);
    return true;
}

// Says what went wrong, if something did. Returns 1 for an error, 0 for none.
u32 report(Result<void> result, const char* what, u32 sector) {
    if (result.has_value())
        return 0;
    cprintf("disk check: %s at sector %u: %s\n", what, sector, error_text(result.error()));
    return 1;
}

// Writes, flushes and reads, where each may fail.
void try_sectors(BlockDevice& disk, u32 seed, Span<u8> memory) {
    constexpr u32 kSectors = 64;
    Span<u8> data = memory.subspan(0, kSectorSize);
    bool written[kSectors];
    u32 failed_writes = 0, failed_reads = 0;
    for (u32 sector = 0; sector < kSectors; ++sector) {
        fill_sector(data.data(), sector_contents(seed, sector, 0));
        u32 failed = report(disk.write(sector, data), "write", sector);
        written[sector] = failed == 0;
        failed_writes += failed;
    }
    Result<void> flushed = disk.flush();
    if (!flushed.has_value())
        cprintf("disk check: flush: %s\n", error_text(flushed.error()));
    for (u32 sector = 0; sector < kSectors; ++sector) {
        u32 failed = report(disk.read(sector, data), "read", sector);
        failed_reads += failed;
        if (failed == 0 && written[sector] &&
            !sector_matches(data.data(), sector_contents(seed, sector, 0)))
            PANIC("check_disk_errors: %s: wrong contents of sector %u", disk.name(), sector);
    }
    cprintf("disk check: %u writes and %u reads of %u failed\n", failed_writes, failed_reads,
            kSectors);
    report(disk.read(0, memory.subspan(0, kSectors * kSectorSize)), "long read", 0);
}

}  // namespace

void check_disk() {
    bool done = with_swap_disk([](BlockDevice& disk, u32 seed, Span<u8> memory) {
        driver::BlockStatistics before = disk.statistics();
        check_limits(disk, memory);
        DiskTrial(disk, seed, memory).run();
        const driver::BlockStatistics& after = disk.statistics();
        ASSERT(after.failures == before.failures);
        cprintf("disk check: %s (%s), %llu sectors, seed 0x%08x: %llu sectors written, %llu read\n",
                disk.name(), disk.mode(), disk.sector_count(), seed,
                after.sectors_written - before.sectors_written,
                after.sectors_read - before.sectors_read);
    });
    if (done)
        cprintf("check_disk() succeeded!\n");
}

void check_disk_errors() {
    if (with_swap_disk(try_sectors))
        cprintf("check_disk_errors() succeeded!\n");
}

}  // namespace selftest
