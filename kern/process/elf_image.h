// Reading an ELF file without trusting it.
//
// Layer: process. uCore counterpart: the checks that load_icode in kern/process/proc.c does not
// make. [SysV ABI 4, 5]. Pure code: it also runs on the host, under a fuzzer.
#pragma once

#include "arch/layout.h"
#include "libs/elf.h"
#include "libs/result.h"
#include "libs/span.h"

namespace process {

// A part of a program that is loaded: [start, end) in memory, beginning with `file_size` bytes of
// the file, from `file_offset` on, and then zeros. What it may be used for is in `flags`
// (kElfFlag...). For a file in memory, `bytes` are those bytes.
struct Segment {
    uptr start = 0;
    uptr end = 0;
    u32 file_offset = 0;
    u32 file_size = 0;
    Span<const u8> bytes;
    u32 flags = 0;

    uptr file_end() const { return start + file_size; }
};

// An ELF file, wherever it is.
class ElfFile {
  public:
    explicit ElfFile(u32 size) : size_(size) {}
    u32 size() const { return size_; }

    // Copies `bytes` bytes, all of them inside the file, from `offset` on.
    virtual Result<void> read(u32 offset, void* to, u32 bytes) = 0;

  protected:
    ~ElfFile() = default;

  private:
    const u32 size_;
};

// What a loader needs of an ELF file. Borrows the bytes of a file in memory.
struct ElfImage {
    static constexpr usize kMaxSegments = 16;

    Span<const Segment> loaded() const { return {segments, segment_count}; }

    Segment segments[kMaxSegments];  // in the order of their addresses, no page in two of them
    usize segment_count = 0;
    uptr entry = 0;  // lies in a segment that may be executed
};

// Checks every field of `file` that is used. InvalidElf when it is no i386 executable, when a
// header or a segment is not wholly in the file, when a segment is not wholly user memory below the
// stack, two share a page, there is none, or too many; or when the entry point lies in none. Else
// only what `file` itself fails with.
Result<ElfImage> parse_elf(ElfFile& file);
// The same for a file in memory.
Result<ElfImage> parse_elf(Span<const u8> file);

// The stack's place in every address space: segments end below it.
inline constexpr usize kUserStackPages = 256;
inline constexpr uptr kUserStackBottom = arch::kUserTop - kUserStackPages * arch::kPageSize;

}  // namespace process
