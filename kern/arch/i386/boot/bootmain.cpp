// Boot sector, second half: loads the kernel from the first IDE disk and starts it.
//
// Layer: arch. uCore counterpart: boot/bootmain.c.
// Disk layout: sector 0 is this boot sector, the kernel's ELF file begins at sector 1. The disk is
// read by programmed I/O with 28-bit addresses, sixteen sectors at a time since each wait for the
// disk takes long [ATA-6 8.33 READ MULTIPLE]. What goes wrong is shown on the screen and on COM1,
// since a machine that only hangs tells nothing. Both halves together must fit in 510 bytes, hence
// the plain style.

#include "libs/elf.h"
#include "libs/types.h"

namespace {

constexpr u32 kSectorSize = 512;
constexpr u32 kSectorsPerBlock = 16;  // what a disk hands over after one wait
constexpr u32 kHeaderSectors = 8;
constexpr u32 kHeaderAddress = 0x10000;  // scratch memory for the ELF header
constexpr u32 kScreenAddress = 0xb8000;

constexpr u16 kDiskData = 0x1f0;
constexpr u16 kDiskSectorCount = 0x1f2;
constexpr u16 kDiskStatus = 0x1f7;  // read; the same port takes commands
constexpr u8 kReadMultiple = 0xc4;
constexpr u8 kSetMultiple = 0xc6;
constexpr u8 kStatusError = 0x01;
constexpr u8 kStatusReady = 0x40;
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

// Gives the disk a command for `count` sectors from `sector` on, and waits until it is ready: with
// data, if the command is to bring any.
[[gnu::noinline]] void command(u8 code, u32 sector, u32 count) {
    u32 registers = (0xe0000000 | sector);  // LBA mode, master
    outb(kDiskSectorCount, static_cast<u8>(count));
    for (u16 port = kDiskSectorCount + 1; port < kDiskStatus; ++port, registers >>= 8)
        outb(port, static_cast<u8>(registers));
    outb(kDiskStatus, code);
    for (u32 polls = 1 << 24; polls != 0; --polls) {
        u8 status = inb(kDiskStatus);
        if (status & kStatusBusy)
            continue;
        if (status & kStatusError)
            break;
        if (status & kStatusReady)
            return;
    }
    stop("disk error");
}

// Reads `count` sectors from `sector` on to `address`, a block with each command.
[[gnu::noinline]] void read_sectors(u32 address, u32 sector, u32 count) {
    while (count != 0) {
        u32 block = count < kSectorsPerBlock ? count : kSectorsPerBlock;
        command(kReadMultiple, sector, block);
        u32 words = block * (kSectorSize / 4);
        asm volatile("rep insl" : "+D"(address), "+c"(words) : "d"(kDiskData) : "memory");
        sector += block;
        count -= block;
    }
}

}  // namespace

// Loads every loadable segment of the kernel at its physical address and jumps to its entry point.
// The kernel clears its own zeroed memory (entry.S).
extern "C" [[noreturn]] void boot_main() {
    command(kSetMultiple, 0, kSectorsPerBlock);
    read_sectors(kHeaderAddress, 1, kHeaderSectors);
    u32 start = kHeaderAddress;
    asm("" : "+r"(start));  // in a register it takes fewer bytes than in each instruction
    auto* header = reinterpret_cast<const Elf32Header*>(start);
    if (header->magic != kElfMagic || header->program_header_size != sizeof(Elf32ProgramHeader))
        stop("bad kernel ELF");

    auto* segment = reinterpret_cast<const Elf32ProgramHeader*>(start + header->program_headers);
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
