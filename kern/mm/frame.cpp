// Physical memory: the array of Pages, and the functions that hand frames out.
//
// Layer: mm. uCore counterpart: kern/mm/pmm.c.

#include "kern/mm/frame.h"

#include "arch/boot_info.h"
#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/failure.h"
#if LAB >= 3
#include "kern/mm/frame_reserve.h"
#endif
#include "kern/mm/zeroed_frames.h"
#include "libs/new.h"
#include "libs/string.h"

namespace mm {
namespace {

using arch::MemoryRange;

constexpr usize kFewestFrames = 32;  // with fewer, page tables are out of the question

constinit Span<Page> pages;
constinit PmmManager* manager PT_GUARDED_BY(arch::interrupts_off) = nullptr;

// The part of `range` that consists of whole frames that the kernel maps.
struct FrameRange {
    usize first, last;  // frame numbers, `last` excluded
};

FrameRange usable_frames(const MemoryRange& range) {
    if (range.type != MemoryRange::kUsable || range.base >= arch::kKernelMemorySize)
        return {0, 0};
    u64 end = range.base + range.size;
    if (end > arch::kKernelMemorySize || end < range.base)
        end = arch::kKernelMemorySize;
    uptr first = align_up(static_cast<uptr>(range.base), kPageSize);
    uptr last = align_down(static_cast<uptr>(end), kPageSize);
    return {first / kPageSize, last / kPageSize};
}

// Tells what the machine has, and what of it the kernel can not use.
void report_memory() {
    for (const MemoryRange& range : arch::memory_map()) {
        u64 end = range.base + range.size;
        debug::log(debug::LogLevel::Info, "mm", "e820: %09llx-%09llx type %u", range.base, end,
                   range.type);
        if (range.type == MemoryRange::kUsable && end > arch::kKernelMemorySize) {
            u64 first = max<u64>(range.base, arch::kKernelMemorySize);
            cprintf("memory from %08llx on is not used: %llu KiB beyond what the kernel maps\n",
                    first, (end - first) / 1024);
        }
    }
}

// Puts the array of Pages behind the kernel's image, every frame reserved. Returns the number of
// the first frame behind the array.
usize make_page_array() {
    usize count = 0;
    for (const MemoryRange& range : arch::memory_map())
        count = max(count, usable_frames(range).last);
    VirtAddr start = VirtAddr(arch::end).page_ceiling();
    memset(start.as<void>(), 0, count * sizeof(Page));  // a zeroed Page is a valid one
    first_page = start.as<Page>();
    pages = {first_page, count};
    for (Page& page : pages)
        page.set(PageFlag::Reserved);
    VirtAddr behind = (start + count * sizeof(Page)).page_ceiling();
    return physical_address(behind).frame_number();
}

void give_to_manager(usize first, usize last) REQUIRES(arch::interrupts_off) {
    for (usize frame = first; frame < last; ++frame)
        pages[frame].clear(PageFlag::Reserved);
    manager->init_memmap(&pages[first], last - first);
}

// The frames that were filled with zeros ahead are free frames again.
void take_back_zeroed_frames() REQUIRES(arch::interrupts_off) {
    while (Page* page = take_zeroed_frame())
        manager->free_pages(page, 1);
}

// `n` frames, if so many lie side by side.
Page* take_frames(usize n) {
    arch::IrqGuard irq;
    if (Page* page = manager->alloc_pages(n))
        return page;
    take_back_zeroed_frames();
    return manager->alloc_pages(n);
}

void choose_manager() REQUIRES(arch::interrupts_off) {
    StringView wanted = debug::option("pmm");
    manager = find_pmm_manager(wanted);
    if (!manager) {
        cprintf("there is no pmm '%s': first_fit, best_fit, worst_fit or buddy\n", wanted.data());
        manager = find_pmm_manager("first_fit");
    }
    cprintf("memory management: %s\n", manager->name());
}

}  // namespace

constinit Page* first_page = nullptr;

Result<void> pmm_init() {
    arch::assert_interrupts_off();
    failures_init();
    choose_manager();
    report_memory();
    usize first_free = make_page_array();
    manager->init(pages.data());
    usize given = 0;
    for (const MemoryRange& range : arch::memory_map()) {
        FrameRange frames = usable_frames(range);
        frames.first = max(frames.first, first_free);
        if (frames.first < frames.last) {
            give_to_manager(frames.first, frames.last);
            given += frames.last - frames.first;
        }
    }
    if (given < kFewestFrames)
        return Error::NoMemory;
    return {};
}

Result<Page*> alloc_pages(usize n) {
    if (is_to_fail(Allocation::Frames))
        return Error::NoMemory;
    Page* page = take_frames(n);
#if LAB >= 3
    while (!page && make_room(n))
        page = take_frames(n);
#endif
    if (!page)
        return Error::NoMemory;
    return page;
}

void free_pages(Page* base, usize n) {
    arch::IrqGuard irq;
    manager->free_pages(base, n);
}

usize nr_free_pages() {
    arch::IrqGuard irq;
    usize count = manager->nr_free_pages() + nr_zeroed_frames();
#if LAB >= 3
    count += nr_frames_to_swap_in();
#endif
    return count;
}

PmmManager& pmm_manager() { return *manager; }

Span<Page> all_pages() { return pages; }

Page* phys_to_page(PhysAddr address) { return &pages[address.frame_number()]; }

Page* kva_to_page(const void* address) { return phys_to_page(physical_address(VirtAddr(address))); }

}  // namespace mm
