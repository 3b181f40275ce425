// Reading an ELF file without trusting it.
//
// Layer: process. uCore counterpart: load_icode in kern/process/proc.c.

#include "kern/process/elf_image.h"

#include "libs/string.h"

namespace process {
namespace {

// An ELF file in memory.
class MemoryFile final : public ElfFile {
  public:
    explicit MemoryFile(Span<const u8> bytes)
        : ElfFile(static_cast<u32>(bytes.size())), bytes_(bytes) {}

    Result<void> read(u32 offset, void* to, u32 bytes) override {
        memcpy(to, bytes_.data() + offset, bytes);
        return {};
    }

  private:
    Span<const u8> bytes_;
};

// A header that is copied out of the file: nothing says that it is aligned there.
template <typename Header>
Result<Header> read_header(ElfFile& file, u32 offset) {
    if (offset > file.size() || file.size() - offset < sizeof(Header))
        return Error::InvalidElf;
    Header header;
    TRY(file.read(offset, &header, sizeof(Header)));
    return header;
}

bool is_executable_for_us(const Elf32Header& header) {
    return header.magic == kElfMagic && header.elf_class == kElfClass32 &&
           header.data_encoding == kElfLittleEndian && header.type == kElfTypeExecutable &&
           header.machine == kElfMachineI386 && header.version == 1 &&
           header.program_header_size == sizeof(Elf32ProgramHeader);
}

// The segment that `header` describes.
Result<Segment> check_segment(const Elf32ProgramHeader& header, const ElfFile& file) {
    if (header.file_size > header.memory_size)
        return Error::InvalidElf;
    if (header.offset > file.size() || header.file_size > file.size() - header.offset)
        return Error::InvalidElf;
    if (header.virtual_address < arch::kUserBase || header.virtual_address >= kUserStackBottom ||
        header.memory_size > kUserStackBottom - header.virtual_address)
        return Error::InvalidElf;
    return Segment{.start = header.virtual_address,
                   .end = header.virtual_address + header.memory_size,
                   .file_offset = header.offset,
                   .file_size = header.file_size,
                   .bytes = {},
                   .flags = header.flags};
}

// Puts `segment` where its address belongs. InvalidElf when it shares a page with another one.
Result<void> insert_sorted(ElfImage& image, const Segment& segment) {
    if (image.segment_count == ElfImage::kMaxSegments)
        return Error::InvalidElf;
    usize place = image.segment_count;
    for (; place > 0 && image.segments[place - 1].start > segment.start; --place)
        image.segments[place] = image.segments[place - 1];
    image.segments[place] = segment;
    ++image.segment_count;

    auto first_page = [](const Segment& s) { return s.start / arch::kPageSize; };
    auto last_page = [](const Segment& s) { return (s.end - 1) / arch::kPageSize; };
    if (place > 0 && last_page(image.segments[place - 1]) >= first_page(segment))
        return Error::InvalidElf;
    if (place + 1 < image.segment_count &&
        last_page(segment) >= first_page(image.segments[place + 1]))
        return Error::InvalidElf;
    return {};
}

bool entry_is_executable(const ElfImage& image) {
    for (const Segment& segment : image.loaded())
        if (image.entry >= segment.start && image.entry < segment.end)
            return (segment.flags & kElfFlagExecute) != 0;
    return false;
}

}  // namespace

Result<ElfImage> parse_elf(ElfFile& file) {
    Elf32Header header = TRY(read_header<Elf32Header>(file, 0));
    if (!is_executable_for_us(header))
        return Error::InvalidElf;
    ElfImage image;
    image.entry = header.entry;
    u32 offset = header.program_headers;
    for (u32 left = header.program_header_count; left > 0; --left) {
        Elf32ProgramHeader program_header = TRY(read_header<Elf32ProgramHeader>(file, offset));
        offset += sizeof(Elf32ProgramHeader);  // can not wrap: the header was inside the file
        if (program_header.type != kElfSegmentLoad || program_header.memory_size == 0)
            continue;
        Segment segment = TRY(check_segment(program_header, file));
        TRY(insert_sorted(image, segment));
    }
    if (!entry_is_executable(image))
        return Error::InvalidElf;
    return image;
}

Result<ElfImage> parse_elf(Span<const u8> file) {
    MemoryFile in_memory(file);
    ElfImage image = TRY(parse_elf(in_memory));
    for (Segment& segment : Span(image.segments).subspan(0, image.segment_count))
        segment.bytes = file.subspan(segment.file_offset, segment.file_size);
    return image;
}

}  // namespace process
