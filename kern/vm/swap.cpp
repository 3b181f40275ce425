// Swap: user pages leave memory when frames are short, and come back from the disk on a fault.
//
// Layer: vm. uCore counterpart: kern/mm/swap.c, kern/fs/swapfs.c.

#include "kern/vm/swap.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/block_device.h"
#include "kern/mm/frame.h"
#include "kern/vm/swap_slots.h"
#include "libs/assert.h"

namespace vm {
namespace {

using mm::Page;
using mm::Pte;

constexpr u32 kSectorsPerPage = mm::kPageSize / driver::kSectorSize;
// A policy looks at the pages' use once in so many page faults: often enough to tell them apart,
// seldom enough not to cost much.
constexpr u32 kFaultsPerTick = 8;
// How many pages that can not leave are passed over before an allocation fails.
constexpr u32 kMaxRefusals = 32;

constinit driver::BlockDevice* disk = nullptr;
constinit SwapManager* manager PT_GUARDED_BY(arch::interrupts_off) = nullptr;
constinit SwapSlots slots GUARDED_BY(arch::interrupts_off);
constinit SwapTraffic traffic = {};
constinit u32 faults_since_tick = 0;

Pte& entry_of(Page& page) {
    Result<Pte*> entry =
        page.user()->page_table().get_pte(VirtAddr(page.user_address()), mm::Create::No);
    ASSERT(entry.has_value() && entry.value() && entry.value()->present());
    return *entry.value();
}

// What the policies ask: the bits that the CPU sets in the page's entry.
class EntryUse final : public PageUse {
  public:
    bool accessed(Page& page) override { return entry_of(page).accessed(); }
    void clear_accessed(Page& page) override {
        entry_of(page).clear_accessed();
        // The CPU sets the bit anew only when it walks the table anew.
        page.user()->page_table().tlb_invalidate(VirtAddr(page.user_address()));
    }
    bool dirty(Page& page) override {
        return entry_of(page).dirty() || page.has(mm::PageFlag::Modified);
    }
};

constinit EntryUse use;

Span<u8> contents(const Page& page) {
    return {static_cast<u8*>(mm::page_to_kva(&page)), mm::kPageSize};
}

Result<void> write_to_slot(const Page& page, u32 slot) {
    TRY(disk->write(u64{slot} * kSectorsPerPage, contents(page)));
    ++traffic.writes;
    return {};
}

// The slot that `page` has, or else a free one.
Result<u32> slot_for(const Page& page) {
    if (page.swap_slot() != 0)
        return page.swap_slot();
    arch::IrqGuard irq;
    return slots.allocate();
}

// Makes sure that the disk has the page's contents. NoMemory when the disk is full.
Result<void> save(Page& page) {
    if (page.swap_slot() != 0 && !use.dirty(page))
        return {};
    const u32 slot = TRY(slot_for(page));
    Result<void> written = write_to_slot(page, slot);
    if (!written.has_value()) {
        if (page.swap_slot() == 0)
            swap_release_slot(slot);
        return written;
    }
    page.set_swap_slot(slot);
    return {};
}

// Sends one page away. Its entry names the slot only once the slot holds the page.
Result<void> swap_out_page(Page& page) {
    Pte& entry = entry_of(page);
    // A page that was only ever read is still all zeros, as a new page would be.
    const bool is_untouched = page.swap_slot() == 0 && !use.dirty(page);
    if (!is_untouched)
        TRY(save(page));
    entry = is_untouched ? Pte() : Pte::swapped(page.swap_slot());
    page.user()->page_table().tlb_invalidate(VirtAddr(page.user_address()));
    page.set_user(nullptr, 0);
    page.set_swap_slot(0);
    const u32 references_left = page.drop_reference();
    ASSERT(references_left == 0);
    mm::free_page(&page);
    return {};
}

Page* choose_victim() {
    arch::IrqGuard irq;
    return manager->swap_out_victim(use);
}

class SwapReclaimer final : public mm::FrameReclaimer {
  public:
    usize reclaim(usize wanted) override { return swap_out(wanted); }
};

constinit SwapReclaimer reclaimer;

// Storage for the slot map, from frames that are never given back.
Span<u32> slot_storage(u32 slot_count) {
    usize words = SwapSlots::storage_words(slot_count);
    usize frames = align_up(words * sizeof(u32), mm::kPageSize) / mm::kPageSize;
    Page* page = must(mm::alloc_pages(frames), "too little memory for the map of the swap disk");
    return {static_cast<u32*>(mm::page_to_kva(page)), words};
}

}  // namespace

void swap_init(driver::BlockDevice* new_disk) {
    StringView wanted = debug::option("swap");
    manager = find_swap_manager(wanted);
    if (!manager) {
        cprintf("there is no swap policy '%s': fifo, clock, extended_clock or lru\n",
                wanted.data());
        manager = find_swap_manager("fifo");
    }
    disk = new_disk;
    if (!disk || disk->sector_count() < 2 * kSectorsPerPage) {
        cprintf("SWAP: off, there is no disk for it\n");
        disk = nullptr;
        return;
    }
    // A page table entry has room for 24 bits of slot number: 64 GiB.
    constexpr u64 kMaxSlots = u64{1} << 24;
    u32 count = static_cast<u32>(min(disk->sector_count() / kSectorsPerPage, kMaxSlots));
    Span<u32> storage = slot_storage(count);
    {
        arch::IrqGuard irq;
        slots.init(storage, count);
    }
    mm::set_frame_reclaimer(&reclaimer);
    cprintf("SWAP: manager = %s, %u slots\n", swap_manager().name(), swap_slots_capacity());
}

bool swap_is_on() { return disk != nullptr; }

SwapManager& swap_manager() { return *manager; }

void set_swap_manager(SwapManager& new_manager) { manager = &new_manager; }

void swap_add(Page& page, AddressSpace& space, VirtAddr address) {
    if (!swap_is_on())
        return;
    arch::IrqGuard irq;
    page.set_user(&space, address.raw());
    // Copies of pages that are in memory save writes, but not at the price of a full disk.
    if (page.swap_slot() != 0 && slots.in_use() > slots.capacity() / 2) {
        slots.free(page.swap_slot());
        page.set_swap_slot(0);
        page.set(mm::PageFlag::Modified);
    }
    manager->map_swappable(page);
}

void swap_forget(Page& page) {
    if (!page.user())
        return;
    arch::IrqGuard irq;
    manager->set_unswappable(page);
    page.set_user(nullptr, 0);
    if (page.swap_slot() != 0)
        slots.free(page.swap_slot());
    page.set_swap_slot(0);
}

void swap_release_slot(u32 slot) {
    arch::IrqGuard irq;
    slots.free(slot);
}

usize swap_out(usize wanted) {
    if (!swap_is_on())
        return 0;
    usize freed = 0;
    for (u32 refused = 0; freed < wanted && refused < kMaxRefusals;) {
        Page* victim = choose_victim();
        if (!victim)
            break;
        Result<void> result = swap_out_page(*victim);
        if (result.has_value()) {
            ++freed;
            continue;
        }
        // It stays in memory; another page may have a copy on the disk already.
        ++refused;
        debug::log(debug::LogLevel::Info, "swap", "a page can not leave memory: %s",
                   error_text(result.error()));
        arch::IrqGuard irq;
        manager->map_swappable(*victim);
    }
    return freed;
}

Result<Page*> swap_in(u32 slot) {
    Page* page = TRY(mm::alloc_page());
    Result<void> read = disk->read(u64{slot} * kSectorsPerPage, contents(*page));
    if (!read.has_value()) {
        mm::free_page(page);
        return Error::SwapFault;
    }
    ++traffic.reads;
    page->set_swap_slot(slot);
    return page;
}

void swap_in_failed(Page& page) {
    page.set_swap_slot(0);
    mm::free_page(&page);
}

void swap_tick() {
    if (!swap_is_on() || ++faults_since_tick < kFaultsPerTick)
        return;
    faults_since_tick = 0;
    arch::IrqGuard irq;
    manager->tick_event(use);
}

SwapTraffic swap_traffic() { return traffic; }

u32 swap_slots_in_use() {
    arch::IrqGuard irq;
    return slots.in_use();
}

u32 swap_slots_capacity() {
    arch::IrqGuard irq;
    return slots.capacity();
}

}  // namespace vm
