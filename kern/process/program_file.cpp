// Programs in files.
//
// Layer: process. uCore counterpart: load_icode_read in kern/process/proc.c.

#include "kern/process/program_file.h"

#include "kern/mm/heap.h"

namespace process {
namespace {

// The ELF file in an inode, read where it is looked at.
class InodeFile final : public ElfFile {
  public:
    InodeFile(fs::Inode& inode, u32 size) : ElfFile(size), inode_(inode) {}

    Result<void> read(u32 offset, void* to, u32 bytes) override {
        fs::MemoryBuf buffer(to);
        const u32 done = TRY(inode_.vop_read(buffer, offset, bytes));
        return done == bytes ? Result<void>() : Error::InvalidElf;
    }

  private:
    fs::Inode& inode_;
};

class SegmentSource final : public vm::PageSource {
  public:
    SegmentSource(Ref<fs::Inode> file, const Segment& segment)
        : file_(move(file)), segment_(segment) {}

    // A file that has become shorter since gives zeros.
    Result<void> fill(mm::VirtAddr address, u8* memory) override {
        const uptr first = max(address.raw(), segment_.start);
        const uptr last = min(address.raw() + mm::kPageSize, segment_.file_end());
        if (first >= last)
            return {};
        fs::MemoryBuf buffer(memory + (first - address.raw()));
        TRY(file_->vop_read(buffer, segment_.file_offset + (first - segment_.start),
                            static_cast<u32>(last - first)));
        return {};
    }

  private:
    void end() override { mm::destroy(this); }

    const Ref<fs::Inode> file_;
    const Segment segment_;
};

}  // namespace

Result<ElfImage> read_program(fs::Inode& file) {
    if (fs::is_directory(file))
        return Error::IsDirectory;
    struct stat status;
    TRY(file.vop_fstat(status));
    InodeFile elf(file, status.st_size);
    return parse_elf(elf);
}

Result<Ref<vm::PageSource>> make_segment_source(Ref<fs::Inode> file, const Segment& segment) {
    SegmentSource* source = TRY(mm::make<SegmentSource>(move(file), segment));
    return Ref<vm::PageSource>(source);
}

}  // namespace process
