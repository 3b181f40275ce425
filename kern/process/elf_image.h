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

// A part of a program that is loaded: [start, end) in memory, beginning with `bytes` of the file
// and then zeros. What it may be used for is in `flags` (kElfFlag...).
struct Segment {
    uptr start = 0;
    uptr end = 0;
    Span<const u8> bytes;
    u32 flags = 0;
};

// What a loader needs of an ELF file. Borrows the file's bytes.
struct ElfImage {
    static constexpr usize kMaxSegments = 16;

    Span<const Segment> loaded() const { return {segments, segment_count}; }

    Segment segments[kMaxSegments];  // in the order of their addresses, no page in two of them
    usize segment_count = 0;
    uptr entry = 0;  // lies in a segment that may be executed
};

// Checks every field of `file` that is used. InvalidElf when it is no i386 executable, when a
// header or a segment is not wholly in the file, when a segment is not wholly user memory below the
// stack, two share a page, there is none, or too many; or when the entry point lies in none.
Result<ElfImage> parse_elf(Span<const u8> file);

// The stack's place in every address space: segments end below it.
inline constexpr usize kUserStackPages = 256;
inline constexpr uptr kUserStackBottom = arch::kUserTop - kUserStackPages * arch::kPageSize;

}  // namespace process
