// Physical memory for unit tests.
#include "tests/unit/host_frames.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "arch/interrupts.h"
#include "arch/layout.h"
#include "kern/mm/first_fit.h"
#include "kern/mm/frame_reserve.h"
#include "kern/mm/zeroed_frames.h"
#include "libs/assert.h"

namespace {

using arch::kPageSize;
using mm::Page;

constexpr int kJunk = 0xA5;

std::unique_ptr<Page, void (*)(void*)> pages(nullptr, free);
std::optional<mm::FirstFit> manager;
usize frame_count;
int successes_left;
bool interrupts_were_off;

u8* memory() { return reinterpret_cast<u8*>(arch::kKernelBase); }

// Host memory for `count` frames, and nothing behind it.
void map_memory(usize count) {
    if (frame_count != 0 && munmap(memory(), frame_count * kPageSize) != 0)
        PANIC("munmap failed");
    void* mapped = mmap(memory(), count * kPageSize, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (mapped != memory())
        PANIC("no host memory at %p", static_cast<void*>(memory()));
    std::memset(memory(), kJunk, count * kPageSize);
}

// The frames that are kept full of zeros are free ones again.
void take_back_zeroed_frames() {
    while (Page* page = mm::take_zeroed_frame())
        mm::free_pages(page, 1);
}

}  // namespace

void host_frames::reset(usize count) {
    ASSERT(count <= arch::kKernelMemorySize / kPageSize);
    while (mm::take_zeroed_frame())  // of a memory that is gone
        continue;
    map_memory(count);
    pages.reset(static_cast<Page*>(std::calloc(count, sizeof(Page))));
    manager.emplace();
    manager->init(pages.get());
    manager->init_memmap(pages.get(), count);
    mm::set_frame_reclaimer(nullptr);
    frame_count = count;
    successes_left = -1;
    interrupts_were_off = false;
}

usize host_frames::total() { return frame_count; }
void host_frames::fail_after(int successes) {
    take_back_zeroed_frames();
    successes_left = successes;
}
bool host_frames::allocated_with_interrupts_off() { return interrupts_were_off; }

// As the kernel's own, which tests do not have.
Result<Page*> mm::alloc_pages(usize n) {
    interrupts_were_off = interrupts_were_off || !arch::interrupts_enabled();
    if (successes_left == 0)
        return Error::NoMemory;
    if (successes_left > 0)
        --successes_left;
    for (;;) {
        if (Page* page = manager->alloc_pages(n))
            return page;
        take_back_zeroed_frames();
        if (Page* page = manager->alloc_pages(n))
            return page;
        if (!make_room(n))
            return Error::NoMemory;
    }
}

void mm::free_pages(Page* base, usize n) {
    std::memset(page_to_kva(base), kJunk, n * kPageSize);
    manager->free_pages(base, n);
}

usize mm::nr_free_pages() { 
    return manager->nr_free_pages() + nr_zeroed_frames() + nr_frames_to_swap_in();
}

mm::PhysAddr mm::page_to_phys(const Page* page) {
    return PhysAddr(static_cast<usize>(page - pages.get()) * kPageSize);
}

Page* mm::phys_to_page(PhysAddr address) {
    ASSERT(address.frame_number() < frame_count);
    return pages.get() + address.frame_number();
}

void* mm::page_to_kva(const Page* page) { return kernel_address(page_to_phys(page)).as<void>(); }

Page* mm::kva_to_page(const void* address) {
    const usize offset = static_cast<usize>(static_cast<const u8*>(address) - memory());
    if (offset >= frame_count * kPageSize)
        PANIC("%p is no address of a frame", address);
    return pages.get() + offset / kPageSize;
}
