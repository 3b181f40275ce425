// One channel of the IDE controller: the registers that two disks share, and how commands run.
//
// Layer: driver. uCore counterpart: kern/driver/ide.c. [ATA-6 9]
#pragma once

#include "kern/driver/block_device.h"
#include "kern/driver/pc/ata_registers.h"
#include "kern/driver/pc/bus_master.h"
#include "libs/result.h"
#include "libs/scope.h"
#include "libs/span.h"

namespace driver {

// A command with its parameters.
struct AtaRequest {
    AtaCode code;
    unsigned device;        // 0: master, 1: slave
    bool is_48bit = false;  // address and count are of the EXT commands' size
    u64 lba = 0;
    u32 sectors = 0;  // at most kAtaMaxSectors
};

inline constexpr u32 kAtaMaxSectors =
    256;  // of any command; a count register of 8 bits shows it as 0
static_assert(kAtaMaxSectors * kSectorSize == kMaxDmaBytes);

// The commands wait for their end in place: for the interrupt where interrupts are enabled, else by
// asking the device. Each wait ends after so many questions. Errors of all: DeviceNotAvailable when
// the device or the controller reports one, Timeout when no answer comes; then the channel needs a
// reset.
// Context: boot or thread; one command at a time.
class AtaChannel : NonCopyable {
  public:
    // Its command block is at `command_base`, its control block the port `control`; its interrupt
    // request is `irq`.
    constexpr AtaChannel(u16 command_base, u16 control, u32 irq)
        : command_base_(command_base), control_(control), irq_(irq) {}

    // Marks the channel as used by one command while it lives; there must be no other.
    class Use : NonCopyable {
      public:
        [[nodiscard]] explicit Use(AtaChannel& channel) : channel_(channel) {
            ASSERT(!channel.in_use_);
            channel.in_use_ = true;
        }
        ~Use() { channel_.in_use_ = false; }

      private:
        AtaChannel& channel_;
    };

    // Tells whether anything answers for device 0 or 1; it need not be a disk. Context: boot.
    bool answers(unsigned device) const;
    // Lets the channel's interrupts through.
    void enable_interrupt() const;
    // Its half of the bus master, to be given to init where the controller has one.
    BusMaster& bus_master() { return bus_master_; }

    // Commands that move data through the data register (PIO) between the disk and `buffer`, of as
    // many sectors as the request; IDENTIFY DEVICE counts as one.
    Result<void> read_pio(const AtaRequest& request, Span<u8> buffer);
    Result<void> write_pio(const AtaRequest& request, Span<const u8> buffer);
    // The same by DMA, for a buffer that the bus master can reach.
    Result<void> transfer_dma(const AtaRequest& request, Direction direction,
                              Span<const u8> buffer);
    // A command without data, which may take long.
    Result<void> run(const AtaRequest& request);

    // Brings both devices back to where they accept commands [ATA-6 9, software reset].
    void reset();

    // What the registers said when the last command ended.
    struct Ending {
        u8 status;
        u8 error;
    };
    Ending last_ending() const;

    // Its interrupt handler. Context: interrupts off.
    void interrupt();

  private:
    u8 in(u16 reg) const;
    void out(u16 reg, u8 value) const;
    AtaStatus alternate_status() const;
    void delay(unsigned reads) const;

    Result<void> wait_idle();
    Result<void> wait_until_done(u32 limit, bool by_interrupt);
    Result<void> wait_for_event(u32 limit);
    Result<void> check_data_request() const;
    Result<void> begin(const AtaRequest& request);
    void write_parameters(const AtaRequest& request) const;

    const u16 command_base_;
    const u16 control_;
    const u32 irq_;
    BusMaster bus_master_;
    bool in_use_ = false;
    bool uses_dma_ = false;              // the command that runs
    volatile bool interrupted_ = false;  // set by the interrupt handler
};

}  // namespace driver
