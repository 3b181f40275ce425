// One channel of the IDE controller: the registers that two disks share, and how commands run.
//
// Layer: driver. uCore counterpart: kern/driver/ide.c. [ATA-6 9]
//
// A command's life: wait until the channel is idle, choose the device, write the parameters and the
// command code; then, for each block of data and at the end, the device raises its interrupt
// request, and withdraws it when the Status register is read. That is an *event* below. By PIO each
// sector is a block, by DMA the whole command has one event, at its end.
//
// Interrupts stay on at the device (nIEN = 0) even while the CPU takes none: an event that was seen
// by polling leaves a request in the interrupt controller, which is delivered when the CPU takes
// interrupts again. So the flag that the handler sets is never trusted alone: the device must say
// too that it is done.

#include "kern/driver/pc/ata_channel.h"

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/ports.h"
#include "kern/driver/irq_chip.h"

namespace driver {
namespace {

// Waits are bounded by questions to the device, each of which takes time on any machine: about
// 0.2 us in QEMU, more on an ISA bus; 20 million take 3 seconds or more. The clock cannot measure
// that: while a request waits for the host's disk, QEMU's virtual time (-icount) may race ahead.
constexpr u32 kMaxPolls = 20 * 1000 * 1000;
constexpr u32 kMaxFlushPolls = 6 * kMaxPolls;  // a full cache takes its time

// Delays, in reads of Alternate Status.
constexpr unsigned kDelay400ns = 4;      // until BSY is valid [ATA-6 9]
constexpr unsigned kDelayReset = 50;     // 5 us with SRST set
constexpr unsigned kDelayAfter = 20000;  // 2 ms afterwards

constexpr usize kWordsPerSector = kSectorSize / sizeof(u32);

}  // namespace

u8 AtaChannel::in(u16 reg) const { return arch::inb(command_base_ + reg); }
void AtaChannel::out(u16 reg, u8 value) const { arch::outb(command_base_ + reg, value); }

AtaStatus AtaChannel::alternate_status() const { return AtaStatus(arch::inb(control_)); }

void AtaChannel::delay(unsigned reads) const {
    for (unsigned i = 0; i < reads; ++i)
        alternate_status();
}

bool AtaChannel::answers(unsigned device) const {
    out(kAtaDevice, static_cast<u8>(kAtaDeviceLba | device << kAtaDeviceShift));
    delay(kDelay400ns);
    return !alternate_status().nothing_there();
}

void AtaChannel::enable_interrupt() const { irq_enable(irq_); }

void AtaChannel::interrupt() {
    in(kAtaStatus);  // acknowledges
    interrupted_ = true;
}

AtaChannel::Ending AtaChannel::last_ending() const {
    return {alternate_status().raw(), in(kAtaError)};
}

Result<void> AtaChannel::wait_idle() {
    for (u32 polls = 0; polls < kMaxPolls; ++polls) {
        if (alternate_status().idle())
            return {};
        arch::relax();
    }
    return Error::Timeout;
}

// Waits until the device is done with what it does, and looks at how it went.
Result<void> AtaChannel::wait_until_done(u32 limit, bool by_interrupt) {
    for (u32 polls = 0;; ++polls) {
        if (polls == limit)
            return Error::Timeout;
        bool done = uses_dma_ ? bus_master_.disk_interrupted() : !alternate_status().busy();
        if (done && (interrupted_ || !by_interrupt))
            break;
        arch::relax();
    }
    AtaStatus status(in(kAtaStatus));  // acknowledges, if the handler has not
    if (status.error() || status.device_fault())
        return Error::DeviceNotAvailable;
    return {};
}

Result<void> AtaChannel::wait_for_event(u32 limit) {
    return wait_until_done(limit, arch::interrupts_enabled());
}

Result<void> AtaChannel::check_data_request() const {
    if (!alternate_status().data_request())
        return Error::DeviceNotAvailable;  // says that it is done, but data is missing
    return {};
}

// The registers of a 48-bit command hold two bytes each: the first one written moves up.
void AtaChannel::write_parameters(const AtaRequest& request) const {
    if (request.is_48bit) {
        out(kAtaSectorCount, static_cast<u8>(request.sectors >> 8));
        out(kAtaLbaLow, static_cast<u8>(request.lba >> 24));
        out(kAtaLbaMid, static_cast<u8>(request.lba >> 32));
        out(kAtaLbaHigh, static_cast<u8>(request.lba >> 40));
    }
    out(kAtaSectorCount, static_cast<u8>(request.sectors));
    out(kAtaLbaLow, static_cast<u8>(request.lba));
    out(kAtaLbaMid, static_cast<u8>(request.lba >> 8));
    out(kAtaLbaHigh, static_cast<u8>(request.lba >> 16));
}

Result<void> AtaChannel::begin(const AtaRequest& request) {
    ASSERT(request.device < 2 && request.sectors <= kAtaMaxSectors);
    u8 device = static_cast<u8>(kAtaDeviceLba | request.device << kAtaDeviceShift);
    if (!request.is_48bit)  // the four highest bits of a 28-bit address
        device |= request.lba >> 24 & 0x0f;
    TRY(wait_idle());
    out(kAtaDevice, device);
    delay(kDelay400ns);
    TRY(wait_idle());

    write_parameters(request);
    interrupted_ = false;
    out(kAtaCommand, static_cast<u8>(request.code));
    delay(kDelay400ns);
    return {};
}

Result<void> AtaChannel::read_pio(const AtaRequest& request, Span<u8> buffer) {
    uses_dma_ = false;
    TRY(begin(request));
    for (usize offset = 0; offset < buffer.size(); offset += kSectorSize) {
        TRY(wait_for_event(kMaxPolls));
        TRY(check_data_request());
        interrupted_ = false;  // taking the last word asks for the next sector
        arch::insl(command_base_ + kAtaData, buffer.subspan(offset, kSectorSize).data(),
                   kWordsPerSector);
        delay(kDelay400ns);
    }
    return {};
}

Result<void> AtaChannel::write_pio(const AtaRequest& request, Span<const u8> buffer) {
    uses_dma_ = false;
    TRY(begin(request));
    for (usize offset = 0; offset < buffer.size(); offset += kSectorSize) {
        // The device raises no interrupt to ask for the first block.
        TRY(wait_until_done(kMaxPolls, offset != 0 && arch::interrupts_enabled()));
        TRY(check_data_request());
        interrupted_ = false;
        arch::outsl(command_base_ + kAtaData, buffer.subspan(offset, kSectorSize).data(),
                    kWordsPerSector);
        delay(kDelay400ns);
    }
    return wait_for_event(kMaxPolls);
}

Result<void> AtaChannel::transfer_dma(const AtaRequest& request, Direction direction,
                                      Span<const u8> buffer) {
    uses_dma_ = true;
    bus_master_.prepare(direction, buffer);
    TRY(begin(request));
    bus_master_.start();
    Result<void> result = wait_for_event(kMaxPolls);
    bool moved = bus_master_.stop();
    if (result.has_value() && !moved)
        return Error::DeviceNotAvailable;
    return result;
}

Result<void> AtaChannel::run(const AtaRequest& request) {
    uses_dma_ = false;
    TRY(begin(request));
    return wait_for_event(kMaxFlushPolls);
}

void AtaChannel::reset() {
    bus_master_.stop();
    arch::outb(control_, kAtaSoftwareReset);
    delay(kDelayReset);
    arch::outb(control_, 0);
    delay(kDelayAfter);
    // Whether it helped, the next command will see.
    static_cast<void>(wait_idle());
    in(kAtaStatus);
}

}  // namespace driver
