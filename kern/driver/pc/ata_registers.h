// Registers and commands of an ATA disk, in the specification's words.
//
// Layer: driver. uCore counterpart: the constants in kern/driver/ide.c. [ATA-6 7 and 8]
#pragma once

#include "libs/types.h"

namespace driver {

// Command block registers, as offsets from a channel's first port [ATA-6 7]. Error and Status are
// for reading; at the same ports, Features and Command are for writing.
inline constexpr u16 kAtaData = 0;
inline constexpr u16 kAtaError = 1;
inline constexpr u16 kAtaSectorCount = 2;
inline constexpr u16 kAtaLbaLow = 3;
inline constexpr u16 kAtaLbaMid = 4;
inline constexpr u16 kAtaLbaHigh = 5;
inline constexpr u16 kAtaDevice = 6;
inline constexpr u16 kAtaStatus = 7;
inline constexpr u16 kAtaCommand = 7;

// Device register: LBA addressing, which of the two devices; bits 5 and 7 were once always set.
inline constexpr u8 kAtaDeviceLba = 0xe0;
inline constexpr unsigned kAtaDeviceShift = 4;

// Device Control register, alone at a port of its own, where Alternate Status is read.
inline constexpr u8 kAtaSoftwareReset = 0x04;

// The Status register, and Alternate Status, which shows the same and acknowledges nothing.
class AtaStatus {
  public:
    explicit constexpr AtaStatus(u8 raw) : raw_(raw) {}
    constexpr u8 raw() const { return raw_; }

    constexpr bool busy() const { return raw_ & 0x80; }          // BSY: all other bits mean nothing
    constexpr bool device_fault() const { return raw_ & 0x20; }  // DF
    constexpr bool data_request() const { return raw_ & 0x08; }  // DRQ: wants to move a sector
    constexpr bool error() const { return raw_ & 0x01; }         // ERR: the Error register says why

    constexpr bool idle() const { return !busy() && !data_request(); }
    // No drive drives the bus: it reads as all ones, or as 0 where it is pulled down.
    constexpr bool nothing_there() const { return raw_ == 0xff || raw_ == 0; }

  private:
    u8 raw_;
};

// Command codes [ATA-6 8]. EXT: 48-bit addresses.
enum class AtaCode : u8 {
    ReadSectors = 0x20,
    ReadSectorsExt = 0x24,
    ReadDma = 0xc8,
    ReadDmaExt = 0x25,
    WriteSectors = 0x30,
    WriteSectorsExt = 0x34,
    WriteDma = 0xca,
    WriteDmaExt = 0x35,
    FlushCache = 0xe7,
    FlushCacheExt = 0xea,
    IdentifyDevice = 0xec,
};

// What IDENTIFY DEVICE returns [ATA-6 8, IDENTIFY DEVICE].
struct AtaIdentity {
    static constexpr usize kModelSize = 41;  // with a NUL

    u16 words[256];

    constexpr bool is_ata() const { return !(words[0] & 0x8000); }
    constexpr bool has_dma() const { return words[49] & 1u << 8; }
    constexpr bool has_lba() const { return words[49] & 1u << 9; }
    // Bits 15 and 14 of word 83 tell whether the word means anything: 01 when it does.
    constexpr bool has_lba48() const {
        return (words[83] & 0xc000) == 0x4000 && words[83] & 1u << 10;
    }
    constexpr u64 sector_count() const {
        if (!has_lba48())
            return number(60, 2);
        return number(100, 4);
    }
    // Copies the model's name, without the blanks at its end, and a NUL.
    constexpr void copy_model(char (&model)[kModelSize]) const {
        usize length = 0;
        for (usize i = 0; i < kModelSize - 1; ++i) {
            // Two characters a word, the first in the upper byte.
            model[i] = static_cast<char>(words[27 + i / 2] >> (i % 2 == 0 ? 8 : 0));
            if (model[i] != ' ')
                length = i + 1;
        }
        model[length] = 0;
    }

  private:
    // The number in `count` words from `first` on, the lowest first.
    constexpr u64 number(usize first, usize count) const {
        u64 value = 0;
        for (usize i = count; i > 0; --i)
            value = value << 16 | words[first + i - 1];
        return value;
    }
};
static_assert(sizeof(AtaIdentity) == 512);

}  // namespace driver
