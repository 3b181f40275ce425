// Running programs that are in files.
//
// Layer: process. uCore counterpart: do_execve, load_icode, kernel_execve in kern/process/proc.c.

#include "kern/process/exec_file.h"

#include "arch/context.h"
#include "arch/interrupts.h"
#include "arch/user.h"
#include "kern/debug/log.h"
#include "kern/fs/vfs/lookup.h"
#include "kern/fs/vfs/mount.h"
#include "kern/mm/zeroed_frames.h"
#include "kern/process/fpu.h"
#include "kern/process/process.h"
#include "kern/process/program_file.h"
#include "kern/process/segment_permissions.h"
#include "kern/vm/address_space.h"
#include "kern/vm/swap.h"
#include "libs/scope.h"
#include "libs/string.h"

namespace process {
namespace {

using mm::kPageSize;
using mm::Page;
using mm::PageAccess;
using mm::VirtAddr;
using vm::AddressSpace;
using vm::Permissions;

constexpr u32 kFirstClosed = 2;  // descriptors from here on do not outlive exec
// Pages that nearly every program touches at once come in before it starts: the first ones of each
// segment, and the top of the stack.
constexpr usize kSegmentPagesAtStart = 8;
constexpr usize kStackPagesAtStart = 4;

// Maps a page at `address`, with what `source` has for it, if it comes from one.
Result<u8*> add_page(AddressSpace& space, VirtAddr address, bool writable,
                     vm::PageSource* source = nullptr) {
    Page* page = TRY(mm::alloc_and_zero_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    auto* memory = static_cast<u8*>(mm::page_to_kva(page));
    if (source)
        TRY(source->fill(address, memory));
    page->set(mm::PageFlag::Modified);
    TRY(space.insert(page, address,
                     writable ? PageAccess::User | PageAccess::Write : PageAccess::User));
    undo.dismiss();
    return memory;
}

// Brings in the first pages of a segment that was mapped.
[[maybe_unused]] Result<void> fill_first_pages(AddressSpace& space, vm::PageSource& source,
                                               const Segment& segment) {
    const VirtAddr start(segment.start);
    const bool writable = (segment.flags & kElfFlagWrite) != 0;
    const VirtAddr end = min(VirtAddr(segment.file_end()).page_ceiling(),
                             start.page_floor() + kSegmentPagesAtStart * kPageSize);
    for (VirtAddr at = start.page_floor(); at < end; at += kPageSize)
        TRY(add_page(space, at, writable, &source));
    return {};
}

// Says where the segment lies, and that its pages come from `file` when they are touched.
Result<void> map_segment([[maybe_unused]] AddressSpace& space,
                         [[maybe_unused]] const Ref<fs::Inode>& file, const Segment& segment) {
    [[maybe_unused]] const VirtAddr start(segment.start);
    // EXERCISE lab8.2a BEGIN Map the segment; its pages come from the file when they are touched
    // HINT space.map(start, bytes, permissions) makes an area; permissions_of(segment) has them.
    // HINT Pages of an area with Permissions::FromFile come from space.areas().find(start)->source,
    // HINT which make_segment_source(file, segment) makes. It has only what stands in the file; the
    // HINT segment may go on behind that, and may have nothing in the file: such pages are zeros.
    // HINT fill_first_pages(space, *source, segment) has the first ones there at once.
    if (segment.file_size == 0)
        return space.map(start, segment.end - segment.start, permissions_of(segment));
    Ref<vm::PageSource> source = TRY(make_segment_source(file, segment));
    TRY(space.map(start, segment.end - segment.start,
                  permissions_of(segment) | Permissions::FromFile));
    space.areas().find(start)->source = source;
    return fill_first_pages(space, *source, segment);
    // EXERCISE lab8.2a STUB
    //| NOT_IMPLEMENTED("lab8.2a");
    // EXERCISE lab8.2a END
}

// A program's stack while it is filled, from the top down.
class StackWriter : NonCopyable {
  public:
    explicit StackWriter(AddressSpace& space) : space_(space) {}

    uptr top() const { return top_; }

    // Pages come in as they are reached: while one is filled, none can leave for another one.
    Result<void> push(const void* bytes, usize size) {
        auto* from = static_cast<const u8*>(bytes) + size;
        while (size > 0) {
            if (top_ % kPageSize == 0) {
                u8* page = TRY(add_page(space_, VirtAddr(top_ - kPageSize), true));
                memory_ = page;
            }
            const usize part = min(size, (top_ - 1) % kPageSize + 1);
            top_ -= part;
            from -= part;
            size -= part;
            memcpy(memory_ + top_ % kPageSize, from, part);
        }
        return {};
    }

    Result<void> push_word(u32 word) { return push(&word, sizeof(word)); }

    Result<void> align() {
        while (top_ % sizeof(u32) != 0)
            TRY(push("", 1));
        return {};
    }

    // Brings in what is missing of the first pages.
    Result<void> fill_up() {
        VirtAddr at = VirtAddr(top_).page_floor();
        while (at > VirtAddr(arch::kUserTop - kStackPagesAtStart * kPageSize)) {
            at = at - kPageSize;
            TRY(add_page(space_, at, true));
        }
        return {};
    }

  private:
    AddressSpace& space_;
    uptr top_ = arch::kUserTop;
    u8* memory_ = nullptr;  // of the page that is being filled
};

// Lays out what a program finds at its start: argc, the addresses of the arguments, and above them
// their texts. Returns the stack pointer.
Result<uptr> push_arguments(AddressSpace& space, const Arguments& arguments) {
    StackWriter stack(space);
    [[maybe_unused]] const Span<const char> texts = arguments.texts();
    // EXERCISE lab8.2b BEGIN Push the texts, then what points to them, and last how many there are
    // HINT The stack grows down, so what a program finds last is pushed first. From esp up it finds
    // HINT argc, argv[0], ..., argv[argc - 1], and a 0 behind the last.
    // HINT `texts` has all arguments one after the other, each with its NUL: strlen() tells where
    // HINT the next one begins. push() takes bytes, push_word() a word: its place must be aligned.
    TRY(stack.push(texts.data(), texts.size()));
    const uptr first = stack.top();
    TRY(stack.align());
    u32 addresses[EXEC_MAX_ARG_NUM];
    usize offset = 0;
    for (u32 i = 0; i < arguments.count(); ++i) {
        addresses[i] = first + offset;
        offset += strlen(texts.data() + offset) + 1;
    }
    TRY(stack.push_word(0));  // argv[argc]
    for (u32 i = arguments.count(); i > 0; --i)
        TRY(stack.push_word(addresses[i - 1]));
    TRY(stack.push_word(arguments.count()));
    // EXERCISE lab8.2b STUB
    //| NOT_IMPLEMENTED("lab8.2b");
    // EXERCISE lab8.2b END
    TRY(stack.fill_up());
    return stack.top();
}

// An address space with a program in it, and where it starts.
struct LoadedProgram {
    Ref<AddressSpace> space;
    uptr entry = 0;
    uptr stack = 0;
};

Result<LoadedProgram> load_icode(const Ref<fs::Inode>& file, const Arguments& arguments) {
    ElfImage image = TRY(read_program(*file));
    Ref<AddressSpace> space = TRY(AddressSpace::create());
    for (const Segment& segment : image.loaded())
        TRY(map_segment(*space, file, segment));
    TRY(space->map(VirtAddr(kUserStackBottom), kUserStackPages * kPageSize,
                   Permissions::Read | Permissions::Write));
    const uptr stack = TRY(push_arguments(*space, arguments));
    const Segment& last = image.segments[image.segment_count - 1];
    space->heap_start = space->heap_end = VirtAddr(last.end).page_ceiling();
    return LoadedProgram{move(space), image.entry, stack};
}

}  // namespace

// --- arguments -----------------------------------------------------------------------------------

void Arguments::clear() {
    mm::kfree(texts_);
    texts_ = nullptr;
    size_ = room_ = count_ = 0;
}

Result<char*> Arguments::room_for_next() {
    if (count_ == EXEC_MAX_ARG_NUM)
        return Error::TooBig;
    if (room_ - size_ < kMaxLength) {
        const usize room = size_ + 2 * kMaxLength;
        auto* texts = static_cast<char*>(mm::kmalloc(room));
        if (!texts)
            return Error::NoMemory;
        memcpy(texts, texts_, size_);
        mm::kfree(texts_);
        texts_ = texts;
        room_ = room;
    }
    return texts_ + size_;
}

void Arguments::added(usize length) {
    size_ += length + 1;
    ++count_;
}

Result<void> Arguments::add(StringView text) {
    if (text.size() >= kMaxLength)
        return Error::TooBig;
    char* place = TRY(room_for_next());
    memcpy(place, text.data(), text.size());
    place[text.size()] = 0;
    added(text.size());
    return {};
}

// --- exec ----------------------------------------------------------------------------------------

Result<void> do_execve(StringView name, const Arguments& arguments, arch::TrapFrame& frame) {
    Process& self = current();
    Ref<fs::Inode> directory = self.files->current_directory();
    Ref<fs::Inode> file = TRY(fs::vfs_lookup(*directory, arguments.first()));
    LoadedProgram program = TRY(load_icode(file, arguments));
    // From here on nothing fails.
    arch::make_user_frame(frame, program.entry, program.stack);
    drop_fpu(self);
    char own_name[kMaxNameLength + 1] = {};
    memcpy(own_name, name.data(), min<usize>(name.size(), kMaxNameLength));
    set_name(self, own_name);
    self.files->close_from(kFirstClosed);
    use_address_space(self, move(program.space));
    return {};
}

Error kernel_execve(Arguments& arguments) {
    Process& self = current();
    char name[64] = {};
    memcpy(name, arguments.first().data(), min(arguments.first().size(), sizeof(name) - 1));
    cprintf("kernel_execve: pid = %u, name = \"%s\".\n", self.pid, name);
    Result<Ref<fs::FilesStruct>> files = fs::FilesStruct::create(fs::root_directory());
    if (!files.has_value())
        return files.error();
    self.files = files.take();
    arch::TrapFrame frame;
    Result<void> result = do_execve(name, arguments, frame);
    if (!result.has_value()) {
        self.files.reset();
        return result.error();
    }
    arguments.clear();
    arch::disable_interrupts();
    arch::resume(frame);
}

}  // namespace process
