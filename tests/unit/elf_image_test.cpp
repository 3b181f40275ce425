// parse_elf against files that lie: whatever it accepts must be safe to load.

#include "kern/process/elf_image.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace {

using process::ElfImage;
using process::parse_elf;
using process::Segment;

using Bytes = std::vector<u8>;

constexpr u32 kTextStart = 0x800020, kDataStart = 0x802000;
constexpr u32 kExtremes[] = {0,          1,          2,          31,         32,         33,
                             51,         52,         0xff,       0xffff,     0x10000,    0x1fffff,
                             0x200000,   0x7fffffff, 0x80000000, 0xafefffff, 0xaff00000, 0xb0000000,
                             0xc0000000, 0xfffff000, 0xffffffe0, 0xffffffff};

// A small program: text, data with zeros behind it, and an entry that is no segment.
Bytes good_file() {
    Bytes file(0x300, 0xcc);
    Elf32Header header{};
    header.magic = kElfMagic;
    header.elf_class = kElfClass32;
    header.data_encoding = kElfLittleEndian;
    header.ident_version = 1;
    header.type = kElfTypeExecutable;
    header.machine = kElfMachineI386;
    header.version = 1;
    header.entry = kTextStart;
    header.program_headers = sizeof(Elf32Header);
    header.header_size = sizeof(Elf32Header);
    header.program_header_size = sizeof(Elf32ProgramHeader);
    header.program_header_count = 3;
    const Elf32ProgramHeader headers[3] = {
        {kElfSegmentLoad, 0x120, kTextStart, kTextStart, 0x100, 0x100,
         kElfFlagRead | kElfFlagExecute, 32},
        {kElfSegmentLoad, 0x220, kDataStart, kDataStart, 0x40, 0x5000, kElfFlagRead | kElfFlagWrite,
         32},
        {0x6474e551, 0, 0, 0, 0, 0, 6, 16},
    };
    std::memcpy(file.data(), &header, sizeof(header));
    std::memcpy(file.data() + sizeof(header), headers, sizeof(headers));
    return file;
}

Result<ElfImage> parse(const Bytes& file) {
    // A copy of exactly this size, so that the sanitizer sees every byte too far.
    Bytes exact(file);
    exact.shrink_to_fit();
    return parse_elf({exact.data(), exact.size()});
}

// What load_icode relies on. Returns whether the file was accepted.
bool accepted_and_safe(const Bytes& file) {
    Result<ElfImage> result = parse_elf({file.data(), file.size()});
    if (!result.has_value()) {
        EXPECT_EQ(result.error(), Error::InvalidElf);
        return false;
    }
    const ElfImage& image = result.value();
    EXPECT_GT(image.segment_count, 0u);
    EXPECT_LE(image.segment_count, ElfImage::kMaxSegments);
    uptr previous_end = 0;
    bool entry_found = false;
    for (const Segment& segment : image.loaded()) {
        EXPECT_GE(segment.start, arch::kUserBase);
        EXPECT_LT(segment.start, segment.end);
        EXPECT_LE(segment.end, process::kUserStackBottom);
        EXPECT_GE(segment.start / arch::kPageSize * arch::kPageSize, previous_end);
        EXPECT_LE(segment.bytes.size(), segment.end - segment.start);
        EXPECT_GE(segment.bytes.data(), file.data());
        EXPECT_LE(segment.bytes.data() + segment.bytes.size(), file.data() + file.size());
        previous_end = (segment.end + arch::kPageSize - 1) / arch::kPageSize * arch::kPageSize;
        entry_found = entry_found || (image.entry >= segment.start && image.entry < segment.end &&
                                      (segment.flags & kElfFlagExecute));
    }
    EXPECT_TRUE(entry_found);
    return true;
}

void put(Bytes& file, usize offset, u32 value, usize size) {
    std::memcpy(file.data() + offset, &value, size);
}

TEST(ElfImage, AcceptsAProgram) {
    Result<ElfImage> image = parse(good_file());
    ASSERT_TRUE(image.has_value());
    ASSERT_EQ(image.value().segment_count, 2u);
    EXPECT_EQ(image.value().entry, kTextStart);
    EXPECT_EQ(image.value().segments[0].bytes.size(), 0x100u);
    EXPECT_EQ(image.value().segments[1].start, kDataStart);
    EXPECT_EQ(image.value().segments[1].end, kDataStart + 0x5000u);
    EXPECT_TRUE(accepted_and_safe(good_file()));
}

TEST(ElfImage, AcceptsASegmentWithoutBytesInTheFile) {
    Bytes file = good_file();
    put(file, sizeof(Elf32Header) + sizeof(Elf32ProgramHeader) + 16, 0, 4);
    EXPECT_TRUE(accepted_and_safe(file));
}

TEST(ElfImage, SortsSegments) {
    Bytes file = good_file();
    Elf32ProgramHeader headers[2];
    std::memcpy(headers, file.data() + sizeof(Elf32Header), sizeof(headers));
    swap(headers[0], headers[1]);
    std::memcpy(file.data() + sizeof(Elf32Header), headers, sizeof(headers));
    ASSERT_TRUE(accepted_and_safe(file));
    EXPECT_EQ(parse_elf({file.data(), file.size()}).value().segments[0].start, kTextStart);
}

TEST(ElfImage, RefusesSegmentsThatShareAPage) {
    for (u32 start : {kTextStart + 0x80, kTextStart + 0x100, 0x800ff0u, 0x800000u - 0x4ff0u}) {
        Bytes file = good_file();
        put(file, sizeof(Elf32Header) + sizeof(Elf32ProgramHeader) + 8, start, 4);
        EXPECT_FALSE(parse(file).has_value()) << std::hex << start;
    }
}

TEST(ElfImage, RefusesEveryTruncationOfItsHeadersAndSegments) {
    const Bytes file = good_file();
    for (usize size = 0; size < 0x260; ++size) {
        Bytes cut(file.begin(), file.begin() + static_cast<long>(size));
        EXPECT_FALSE(parse(cut).has_value()) << size;
    }
}

TEST(ElfImage, EveryFieldAtItsExtremes) {
    const usize headers_end = sizeof(Elf32Header) + 3 * sizeof(Elf32ProgramHeader);
    for (usize size : {1, 2, 4})
        for (usize offset = 0; offset + size <= headers_end; offset += size)
            for (u32 value : kExtremes) {
                Bytes file = good_file();
                put(file, offset, value, size);
                accepted_and_safe(file);
            }
}

TEST(ElfImage, PairsOfProgramHeaderFieldsAtTheirExtremes) {
    for (usize first = 0; first < 8; ++first)
        for (usize second = first + 1; second < 8; ++second)
            for (u32 a : kExtremes)
                for (u32 b : kExtremes) {
                    Bytes file = good_file();
                    put(file, sizeof(Elf32Header) + first * 4, a, 4);
                    put(file, sizeof(Elf32Header) + second * 4, b, 4);
                    accepted_and_safe(file);
                }
}

TEST(ElfImage, RandomMutations) {
    std::mt19937 random(5);
    unsigned accepted = 0;
    for (int round = 0; round < 200000; ++round) {
        Bytes file = good_file();
        const unsigned changes = 1 + random() % 4;
        for (unsigned i = 0; i < changes; ++i)
            file[random() % (sizeof(Elf32Header) + 3 * sizeof(Elf32ProgramHeader))] =
                static_cast<u8>(random());
        accepted += accepted_and_safe(file);
    }
    EXPECT_GT(accepted, 1000u);  // not everything is refused for some first field's sake
}

TEST(ElfImage, RefusesTooManySegments) {
    Bytes file = good_file();
    file.resize(0x2000);
    put(file, offsetof(Elf32Header, program_header_count), ElfImage::kMaxSegments + 1, 2);
    for (u32 i = 0; i <= ElfImage::kMaxSegments; ++i) {
        const Elf32ProgramHeader header = {kElfSegmentLoad,
                                           0x1000,
                                           kTextStart + i * 0x1000,
                                           0,
                                           16,
                                           16,
                                           kElfFlagRead | kElfFlagExecute,
                                           1};
        std::memcpy(file.data() + sizeof(Elf32Header) + i * sizeof(header), &header,
                    sizeof(header));
    }
    EXPECT_FALSE(parse(file).has_value());
    put(file, offsetof(Elf32Header, program_header_count), ElfImage::kMaxSegments, 2);
    EXPECT_TRUE(accepted_and_safe(file));
}

}  // namespace
