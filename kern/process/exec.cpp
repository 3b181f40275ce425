// Running programs.
//
// Layer: process. uCore counterpart: do_execve, load_icode, kernel_execve in kern/process/proc.c.

#include "kern/process/exec.h"

#include "arch/context.h"
#include "arch/interrupts.h"
#include "arch/user.h"
#include "kern/debug/log.h"
#include "kern/mm/zeroed_frames.h"
#include "kern/process/elf_image.h"
#include "kern/process/fpu.h"
#include "kern/process/process.h"
#include "kern/process/programs.h"
#include "kern/process/segment_permissions.h"
#include "kern/sync/preemption.h"
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

constexpr usize kStackPagesAtStart = 4;
constexpr usize kMaxProgramName = 64;

// Maps a page of `segment` at `address`, with what the file has for it and zeros around.
Result<void> load_page(AddressSpace& space, const Segment& segment, VirtAddr address) {
    Page* page = TRY(mm::alloc_and_zero_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    [[maybe_unused]] auto* memory = static_cast<u8*>(mm::page_to_kva(page));
    // EXERCISE lab5.1b BEGIN Copy the part of the segment's bytes that belongs to this page
    // HINT The segment's bytes lie from segment.start on, which is no page boundary as a rule; this
    // HINT page begins at `address` (address.raw()), before or behind it. The last page has fewer
    // HINT bytes, and one of the segment's zeroed part has none.
    const uptr first = max(address.raw(), segment.start);
    const uptr last = min(address.raw() + kPageSize, segment.start + segment.bytes.size());
    if (first < last)
        memcpy(memory + (first - address.raw()), segment.bytes.data() + (first - segment.start),
               last - first);
    // EXERCISE lab5.1b STUB
    // EXERCISE lab5.1b END
    page->set(mm::PageFlag::Modified);
    const bool writable = (segment.flags & kElfFlagWrite) != 0;
    TRY(space.insert(page, address,
                     writable ? PageAccess::User | PageAccess::Write : PageAccess::User));
    undo.dismiss();
    return {};
}

// The pages of the segment that have bytes in the file come in now, the others when they are
// touched.
Result<void> load_segment(AddressSpace& space, const Segment& segment) {
    TRY(space.map(VirtAddr(segment.start), segment.end - segment.start, permissions_of(segment)));
    const VirtAddr end(segment.start + segment.bytes.size());
    for (VirtAddr at = VirtAddr(segment.start).page_floor(); at < end; at += kPageSize) {
        TRY(load_page(space, segment, at));
        sync::preemption_point();
    }
    return {};
}

Result<void> map_stack(AddressSpace& space) {
    TRY(space.map(VirtAddr(kUserStackBottom), kUserStackPages * kPageSize,
                  Permissions::Read | Permissions::Write));
    const Segment nothing{.start = kUserStackBottom,
                          .end = arch::kUserTop,
                          .bytes = {},
                          .flags = kElfFlagRead | kElfFlagWrite};
    for (usize page = 1; page <= kStackPagesAtStart; ++page)
        TRY(load_page(space, nothing, VirtAddr(arch::kUserTop - page * kPageSize)));
    return {};
}

// An address space with the program in `file`, and where it starts.
struct LoadedProgram {
    Ref<AddressSpace> space;
    uptr entry = 0;
};

Result<LoadedProgram> load_icode(Span<const u8> file) {
    ElfImage image = TRY(parse_elf(file));
    Ref<AddressSpace> space = TRY(AddressSpace::create());
    for (const Segment& segment : image.loaded())
        TRY(load_segment(*space, segment));
    TRY(map_stack(*space));
    const Segment& last = image.segments[image.segment_count - 1];
    space->heap_start = space->heap_end = VirtAddr(last.end).page_ceiling();
    return LoadedProgram{move(space), image.entry};
}

}  // namespace

Result<void> do_execve(const char* name, Span<const u8> file, arch::TrapFrame& frame) {
    LoadedProgram program = TRY(load_icode(file));
    // From here on nothing fails.
    arch::make_user_frame(frame, program.entry, arch::kUserTop);
    drop_fpu(current());
    set_name(current(), name);
    use_address_space(current(), move(program.space));
    return {};
}

Error kernel_execve(StringView name) {
    char text[kMaxProgramName] = {};
    memcpy(text, name.data(), min(name.size(), sizeof(text) - 1));
    cprintf("kernel_execve: pid = %u, name = \"%s\".\n", current().pid, text);
    Span<const u8> file = find_program(name);
    if (file.empty())
        return Error::NoEntry;
    arch::TrapFrame frame;
    Result<void> result = do_execve(text, file, frame);
    if (!result.has_value())
        return result.error();
    arch::disable_interrupts();
    arch::resume(frame);
}

}  // namespace process
