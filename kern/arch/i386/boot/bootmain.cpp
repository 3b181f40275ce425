// Boot sector, second half: loads the kernel from the first IDE disk and starts it.
//
// Layer: arch. uCore counterpart: boot/bootmain.c.
// Disk layout: sector 0 is this boot sector, the kernel's ELF file begins at sector 1. The disk is
// read by programmed I/O with 28-bit addresses [ATA-6 8.34 READ SECTORS]. What goes wrong is shown
// on the screen and on COM1, since a machine that only hangs tells nothing. Both halves together
// must fit in 510 bytes, hence the plain style.

#include "libs/elf.h"
#include "libs/types.h"

namespace {

constexpr u32 kSectorSize = 512;
constexpr u32 kMaxSectorsPerCommand = 128;
constexpr u32 kHeaderSectors = 8;
constexpr u32 kHeaderAddress = 0x10000;  // scratch memory for the ELF header
constexpr u32 kScreenAddress = 0xb8000;

constexpr u16 kDiskData = 0x1f0;
constexpr u16 kDiskSectorCount = 0x1f2;
constexpr u16 kDiskStatus = 0x1f7;
constexpr u8 kStatusError = 0x01;
constexpr u8 kStatusDataRequest = 0x08;
constexpr u8 kStatusBusy = 0x80;
constexpr u16 kSerialData = 0x3f8;

inline u8 inb(u16 port) {
    u8 value;
    asm volatile("inb %1, %0" : "=a"(value) : "d"(port));
    return value;
}

inline void outb(u16 port, u8 value) { asm volatile("outb %0, %1" ::"a"(value), "d"(port)); }

// Shows why the machine does not start, and stops it.
[[noreturn]] void stop(const char* message) {
    volatile u16* screen = reinterpret_cast<volatile u16*>(kScreenAddress);
    for (; *message; ++message) {
        outb(kSerialData, static_cast<u8>(*message));
        *screen++ = static_cast<u16>(0x4f00 | *message);  // white on red
    }
    for (;;)
        asm volatile("hlt");
}

// Waits until the disk holds a sector ready.
void wait_for_data() {
    for (u32 polls = 1 << 24; polls != 0; --polls) {
        u8 status = inb(kDiskStatus);
        if (status & kStatusBusy)
            continue;
        if (status & kStatusError)
            break;
        if (status & kStatusDataRequest)
            return;
    }
    stop("disk error");
}

// Reads `count` sectors from `sector` on to `address`, many with one command.
void read_sectors(u32 address, u32 sector, u32 count) {
    while (count != 0) {
        u32 batch = count < kMaxSectorsPerCommand ? count : kMaxSectorsPerCommand;
        count -= batch;
        u32 registers = (0xe0000000 | sector);  // LBA mode, master
        sector += batch;
        outb(kDiskSectorCount, static_cast<u8>(batch));
        for (u16 port = kDiskSectorCount + 1; port < kDiskStatus; ++port, registers >>= 8)
            outb(port, static_cast<u8>(registers));
        outb(kDiskStatus, 0x20);  // READ SECTORS
        for (; batch != 0; --batch) {
            wait_for_data();
            u32 words = kSectorSize / 4;
            asm volatile("rep insl" : "+D"(address), "+c"(words) : "d"(kDiskData) : "memory");
        }
    }
}

}  // namespace

// Loads every loadable segment of the kernel at its physical address and jumps to its entry point.
// The kernel clears its own zeroed memory (entry.S).
extern "C" [[noreturn]] void boot_main() {
    read_sectors(kHeaderAddress, 1, kHeaderSectors);
    auto* header = reinterpret_cast<const Elf32Header*>(kHeaderAddress);
    if (header->magic != kElfMagic || header->program_header_size != sizeof(Elf32ProgramHeader))
        stop("bad kernel ELF");

    auto* segment =
        reinterpret_cast<const Elf32ProgramHeader*>(kHeaderAddress + header->program_headers);
    for (u32 left = header->program_header_count; left != 0; --left, ++segment) {
        if (segment->type != kElfSegmentLoad)
            continue;
        // Whole sectors are read, so a segment begins a little before its address.
        u32 skip = segment->offset % kSectorSize;
        read_sectors(segment->physical_address - skip, segment->offset / kSectorSize + 1,
                     (segment->file_size + skip + kSectorSize - 1) / kSectorSize);
    }
    // No code there: a disk image that was cut, or a machine with no memory at 1 MiB.
    if (*reinterpret_cast<const volatile u32*>(header->entry) != 0)
        reinterpret_cast<void (*)()>(header->entry)();
    stop("bad kernel ELF");
}
