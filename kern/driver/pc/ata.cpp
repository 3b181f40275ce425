// The PC's IDE disks as block devices: finding them, cutting requests into commands, retrying.
//
// Layer: driver. uCore counterpart: kern/driver/ide.c. [ATA-6]

#include "kern/driver/pc/ata.h"

#include "arch/trapframe.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/block_device.h"
#include "kern/driver/pc/ata_channel.h"
#include "kern/driver/pc/pci.h"

namespace driver {
namespace {

using debug::LogLevel;

// The sectors that 28-bit commands are sure to reach: a disk never says that it has more of them
// [ATA-6 8, IDENTIFY DEVICE words 60 and 61], so the very last address need not work.
constexpr u64 kLba28Sectors = (u64{1} << 28) - 1;
constexpr unsigned kMaxAttempts = 2;

// Commands by direction, way of moving data, and size of the address.
constexpr AtaCode transfer_code(Direction direction, bool dma, bool is_48bit) {
    constexpr AtaCode codes[2][2][2] = {
        {{AtaCode::ReadSectors, AtaCode::ReadSectorsExt}, {AtaCode::ReadDma, AtaCode::ReadDmaExt}},
        {{AtaCode::WriteSectors, AtaCode::WriteSectorsExt},
         {AtaCode::WriteDma, AtaCode::WriteDmaExt}},
    };
    return codes[direction == Direction::Write][dma][is_48bit];
}

class AtaDisk final : public BlockDevice {
  public:
    constexpr AtaDisk(AtaChannel& channel, unsigned device, const char* name)
        : channel_(channel), device_(device), name_(name) {}

    // Asks the device what it is. Returns false when it is no disk that we can use.
    bool identify(bool want_dma);

    u64 sector_count() const override { return sector_count_; }
    const char* name() const override { return name_; }
    const char* mode() const override { return uses_dma_ ? "dma" : "pio"; }

  private:
    Result<void> read_sectors(u64 sector, Span<u8> buffer) override {
        return transfer(Direction::Read, sector, buffer);
    }
    Result<void> write_sectors(u64 sector, Span<const u8> buffer) override {
        // In this direction nothing is written to the buffer.
        return transfer(Direction::Write, sector, {const_cast<u8*>(buffer.data()), buffer.size()});
    }
    Result<void> flush_cache() override;

    Result<void> transfer(Direction direction, u64 sector, Span<u8> buffer);
    Result<void> transfer_part(Direction direction, u64 sector, Span<u8> buffer);
    Result<void> attempt(Direction direction, u64 sector, Span<u8> buffer);
    void report(const char* what, u64 sector, Error error) const;

    AtaChannel& channel_;
    const unsigned device_;
    const char* const name_;
    u64 sector_count_ = 0;
    bool has_lba48_ = false;
    bool uses_dma_ = false;
};

bool AtaDisk::identify(bool want_dma) {
    AtaChannel::Use use(channel_);
    if (!channel_.answers(device_))
        return false;
    AtaIdentity identity;
    Span<u8> data(reinterpret_cast<u8*>(identity.words), sizeof(identity.words));
    AtaRequest request{.code = AtaCode::IdentifyDevice, .device = device_};
    if (!channel_.read_pio(request, data).has_value()) {
        // A CD drive refuses the command.
        debug::log(LogLevel::Info, "disk", "%s: not a disk", name_);
        return false;
    }
    if (!identity.is_ata() || !identity.has_lba() || identity.sector_count() == 0)
        return false;
    sector_count_ = identity.sector_count();
    has_lba48_ = identity.has_lba48();
    uses_dma_ = want_dma && identity.has_dma() && channel_.bus_master().present();

    char model[AtaIdentity::kModelSize];
    identity.copy_model(model);
    debug::log(LogLevel::Info, "disk", "%s: %s, %llu sectors, %s, %s", name_, model, sector_count_,
               has_lba48_ ? "LBA48" : "LBA28", mode());
    return true;
}

void AtaDisk::report(const char* what, u64 sector, Error error) const {
    AtaChannel::Ending ending = channel_.last_ending();
    debug::log(LogLevel::Warning, "disk",
               "%s: %s failed at sector %llu: %s (status %02x, error %02x)", name_, what, sector,
               error_text(error), ending.status, ending.error);
}

// One command.
Result<void> AtaDisk::attempt(Direction direction, u64 sector, Span<u8> buffer) {
    u32 sectors = static_cast<u32>(buffer.size() / kSectorSize);
    bool dma = uses_dma_ && BusMaster::can_reach(buffer);
    bool is_48bit = sector + sectors > kLba28Sectors;
    AtaRequest request{.code = transfer_code(direction, dma, is_48bit),
                       .device = device_,
                       .is_48bit = is_48bit,
                       .lba = sector,
                       .sectors = sectors};
    if (dma)
        return channel_.transfer_dma(request, direction, buffer);
    if (direction == Direction::Read)
        return channel_.read_pio(request, buffer);
    return channel_.write_pio(request, buffer);
}

// What one command can move; nobody else has the channel until it is done, or given up. An error
// may be a passing one: it is tried once more. A device that did not answer in time is not given
// the chance to take as long again.
Result<void> AtaDisk::transfer_part(Direction direction, u64 sector, Span<u8> buffer) {
    AtaChannel::Use use(channel_);
    for (unsigned attempts = 1;; ++attempts) {
        Result<void> result = attempt(direction, sector, buffer);
        if (result.has_value())
            return result;
        report(direction == Direction::Read ? "read" : "write", sector, result.error());
        channel_.reset();
        if (attempts == kMaxAttempts || result.error() == Error::Timeout)
            return result;
    }
}

Result<void> AtaDisk::transfer(Direction direction, u64 sector, Span<u8> buffer) {
    for (;;) {
        usize part = min(buffer.size(), kAtaMaxSectors * kSectorSize);
        TRY(transfer_part(direction, sector, buffer.subspan(0, part)));
        buffer = buffer.subspan(part);
        if (buffer.empty())
            return {};
        sector += kAtaMaxSectors;
        between_commands();
    }
}

Result<void> AtaDisk::flush_cache() {
    AtaChannel::Use use(channel_);
    AtaRequest request{.code = has_lba48_ ? AtaCode::FlushCacheExt : AtaCode::FlushCache,
                       .device = device_};
    Result<void> result = channel_.run(request);
    if (!result.has_value()) {
        debug::log(LogLevel::Warning, "disk", "%s: flush failed: %s", name_,
                   error_text(result.error()));
        channel_.reset();
    }
    return result;
}

// The ports and interrupt requests of the PC's two channels [PIIX3, IDE interface].
constexpr unsigned kChannels = 2;
constinit AtaChannel channels[kChannels] = {
    {0x1f0, 0x3f6, arch::kIrqDisk},
    {0x170, 0x376, arch::kIrqSecondDisk},
};
constinit AtaDisk disks[] = {
    {channels[0], 0, "ata0"},
    {channels[0], 1, "ata1"},
    {channels[1], 0, "ata2"},
    {channels[1], 1, "ata3"},
};
static_assert(sizeof(disks) / sizeof(disks[0]) <= kMaxBlockDevices);

// Finds the controller's bus master, at base address 4 of its PCI function, 8 ports a channel
// [PIIX3, BMIBA]. A machine without one has disks all the same.
void find_bus_master() {
    constexpr unsigned kBusMasterBar = 4;
    constexpr u16 kPortsPerChannel = 8;
    Result<PciFunction> controller = find_pci_function(kPciClassIde);
    if (!controller.has_value())
        return;
    Result<u16> base = controller.value().io_base(kBusMasterBar);
    if (!base.has_value())
        return;
    controller.value().enable_bus_master();
    for (unsigned i = 0; i < kChannels; ++i)
        channels[i].bus_master().init(static_cast<u16>(base.value() + i * kPortsPerChannel));
}

}  // namespace

void block_devices_init() {
    StringView mode = debug::option("disk");
    bool want_dma = !(mode == "pio");
    if (want_dma && !mode.empty() && !(mode == "dma"))
        debug::reject_option("disk", "dma or pio");
    if (want_dma)
        find_bus_master();
    unsigned index = 0;
    for (AtaDisk& disk : disks) {
        if (disk.identify(want_dma))
            register_block_device(index, disk);
        ++index;
    }
    for (AtaChannel& channel : channels)
        channel.enable_interrupt();
}

void ata_interrupt(unsigned channel) {
    ASSERT(channel < kChannels);
    channels[channel].interrupt();
}

}  // namespace driver
