// Physical memory for unit tests.
#include "tests/unit/host_frames.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "arch/interrupts.h"
#include "arch/layout.h"
#include "kern/mm/first_fit.h"
#include "libs/assert.h"

namespace {

using arch::kPageSize;
using mm::Page;

std::unique_ptr<u8, void (*)(void*)> memory(nullptr, free);
std::unique_ptr<Page, void (*)(void*)> pages(nullptr, free);
std::optional<mm::FirstFit> manager;
usize frame_count;
int successes_left;
bool interrupts_were_off;

}  // namespace

void host_frames::reset(usize count) {
    memory.reset(static_cast<u8*>(std::aligned_alloc(kPageSize, count * kPageSize)));
    pages.reset(static_cast<Page*>(std::calloc(count, sizeof(Page))));
    std::memset(memory.get(), 0xA5, count * kPageSize);
    manager.emplace();
    manager->init(pages.get());
    manager->init_memmap(pages.get(), count);
    frame_count = count;
    successes_left = -1;
    interrupts_were_off = false;
}

usize host_frames::total() { return frame_count; }
void host_frames::fail_after(int successes) { successes_left = successes; }
bool host_frames::allocated_with_interrupts_off() { return interrupts_were_off; }

Result<Page*> mm::alloc_pages(usize n) {
    interrupts_were_off = interrupts_were_off || !arch::interrupts_enabled();
    if (successes_left == 0) {
        return Error::NoMemory;
    }
    if (successes_left > 0) {
        --successes_left;
    }
    Page* page = manager->alloc_pages(n);
    if (page == nullptr) {
        return Error::NoMemory;
    }
    return page;
}

void mm::free_pages(Page* base, usize n) { manager->free_pages(base, n); }
usize mm::nr_free_pages() { return manager->nr_free_pages(); }

void* mm::page_to_kva(const Page* page) {
    return memory.get() + static_cast<usize>(page - pages.get()) * kPageSize;
}

Page* mm::kva_to_page(const void* address) {
    const usize offset = static_cast<usize>(static_cast<const u8*>(address) - memory.get());
    if (offset >= frame_count * kPageSize) {
        PANIC("%p is no address of a frame", address);
    }
    return pages.get() + offset / kPageSize;
}
