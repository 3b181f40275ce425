// Swap: user pages leave memory when frames are short, and come back from the disk on a fault.
//
// Layer: vm. uCore counterpart: kern/mm/swap.c, kern/fs/swapfs.c.

#include "kern/vm/swap.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/block_device.h"
#include "kern/mm/frame.h"
#include "kern/mm/frame_reserve.h"
#include "kern/vm/swap_slots.h"
#include "libs/assert.h"
#include "libs/string.h"

namespace vm {
namespace {

using mm::Page;
using mm::Pte;

constexpr u32 kSectorsPerPage = mm::kPageSize / driver::kSectorSize;
// A policy looks at the pages' use once in so many page faults.
constexpr u32 kFaultsPerTick = 8;
// How many pages that can not leave are passed over before an allocation fails: a disk that is
// broken, or full.
constexpr u32 kMaxRefusals = 32;

constinit driver::BlockDevice* disk = nullptr;
constinit SwapManager* manager PT_GUARDED_BY(arch::interrupts_off) = nullptr;
constinit SwapSlots slots GUARDED_BY(arch::interrupts_off);
constinit SwapTraffic traffic = {};
// Pages of programs in memory. All of them are swappable when there is a disk.
constinit usize pages_in_memory GUARDED_BY(arch::interrupts_off) = 0;
// Of these, the ones that have a copy on the disk: they can leave even when it is full.
constinit usize copied_pages GUARDED_BY(arch::interrupts_off) = 0;
// How many pages in a row had come back and left again before anybody used them.
constinit usize useless_returns = 0;

// For each slot the number of entries that name it; a slot in use with none is the copy of a page
// that is in memory.
constinit Span<u16> slot_users;

// Calls `visit(space, entry)` for each mapping of `page`. The search ends when all were found.
template <typename Visit>
void for_each_mapping(const Page& page, Visit visit) {
    const VirtAddr address(page.user_address());
    u32 left = page.references();
    if (left == 1 && page.user()) {
        visit(*page.user(), *page.user()->find_entry(address));
        return;
    }
    const uptr physical = mm::page_to_phys(&page).raw();
    for (AddressSpace& space : AddressSpace::all()) {
        if (left == 0)
            return;
        Pte* entry = space.find_entry(address);
        if (!entry || !entry->present() || entry->address() != physical)
            continue;
        visit(space, *entry);
        --left;
    }
}

// What the policies ask: the bits that the CPU sets in the page's entries.
class EntryUse final : public PageUse {
  public:
    bool accessed(Page& page) override {
        bool any = false;
        for_each_mapping(page, [&](AddressSpace&, Pte& entry) { any = any || entry.accessed(); });
        return any;
    }
    void clear_accessed(Page& page) override {
        for_each_mapping(page, [&](AddressSpace& space, Pte& entry) {
            if (entry.accessed())
                page.clear(mm::PageFlag::Unused);
            entry.clear_accessed();
            // The CPU sets the bit anew only when it walks the table anew.
            space.page_table().tlb_invalidate(VirtAddr(page.user_address()));
        });
    }
    bool dirty(Page& page) override {
        bool any = page.has(mm::PageFlag::Modified);
        for_each_mapping(page, [&](AddressSpace&, Pte& entry) { any = any || entry.dirty(); });
        return any;
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
        if (page.swap_slot() == 0) {
            arch::IrqGuard irq;
            slots.free(slot);
        }
        return written;
    }
    page.set_swap_slot(slot);
    return {};
}

// Whether somebody has used the page since it came in.
bool was_used(Page& page) { return !page.has(mm::PageFlag::Unused) || use.accessed(page); }

// Sends one page away. Its entries name the slot only once the slot holds the page.
Result<void> swap_out_page(Page& page) {
    // A page that was only ever read is still all zeros, as a new page would be.
    const bool is_untouched = page.swap_slot() == 0 && !use.dirty(page);
    const bool is_useless_return = !was_used(page);
    const bool had_copy = page.swap_slot() != 0;
    if (!is_untouched)
        TRY(save(page));
    const u32 slot = page.swap_slot();
    u32 mappings = 0;
    for_each_mapping(page, [&](AddressSpace& space, Pte& entry) {
        entry = is_untouched ? Pte() : Pte::swapped(slot);
        space.page_table().tlb_invalidate(VirtAddr(page.user_address()));
        space.note_unmapped();
        ++mappings;
    });
    ASSERT(mappings == page.references());
    if (!is_untouched)
        slot_users[slot] = static_cast<u16>(mappings);
    page.set_references(0);
    page.set_user(nullptr, 0);
    page.set_swap_slot(0);
    useless_returns = is_useless_return ? useless_returns + 1 : 0;
    arch::IrqGuard irq;
    --pages_in_memory;
    copied_pages -= had_copy ? 1 : 0;
    return {};
}

// Whether pages are only changing places: all of those in memory, and once more, have come and gone
// before anybody could use them. Whoever needs a frame is told that there is none then, once, so
// that one process ends and the others have its frames.
bool is_thrashing() {
    arch::IrqGuard irq;
    if (useless_returns <= 2 * pages_in_memory + kMaxRefusals)
        return false;
    useless_returns = 0;
    return true;
}

// Whether only pages that have a slot can leave.
bool disk_is_full() {
    arch::IrqGuard irq;
    return slots.in_use() == slots.capacity();
}

// How many pages may refuse to leave. While some have a slot, a full disk has room for these.
usize most_refusals() {
    arch::IrqGuard irq;
    return disk_is_full() && copied_pages > 0 ? pages_in_memory : kMaxRefusals;
}

Page* choose_victim() {
    arch::IrqGuard irq;
    return manager->swap_out_victim(use);
}

class SwapReclaimer final : public mm::FrameReclaimer {
  public:
    usize reclaim(usize wanted) override { return swap_out(wanted); }
    usize user_pages() const override {
        arch::IrqGuard irq;
        return pages_in_memory;
    }
    // No more than there are slots for, and those that have one.
    usize reclaimable() const override {
        arch::IrqGuard irq;
        return min<usize>(pages_in_memory, copied_pages + slots.capacity() - slots.in_use());
    }
};

constinit SwapReclaimer reclaimer;

// What is kept about the disk's slots: which ones are free, and how many entries name each. The
// memory is never given back.
Result<void> make_maps(u32 count) {
    const usize words = SwapSlots::storage_words(count);
    const usize bytes = words * sizeof(u32) + count * sizeof(u16);
    const usize frames = align_up(bytes, mm::kPageSize) / mm::kPageSize;
    Page* page = TRY(mm::alloc_pages(frames));
    auto* memory = static_cast<u32*>(mm::page_to_kva(page));
    memset(memory, 0, frames * mm::kPageSize);

    arch::IrqGuard irq;
    slots.init({memory, words}, count);
    slot_users = {reinterpret_cast<u16*>(memory + words), count};
    return {};
}

// There is no swap, for this reason.
void stay_off(const char* reason) {
    cprintf("SWAP: off, %s\n", reason);
    disk = nullptr;
}

// Gives `page`, which came back for one address space, to all others whose entries name its slot.
// They are mapped read-only unless the area is shared: a write makes a copy then.
void map_for_all_users(Page& page, VirtAddr address) {
    const u32 slot = page.swap_slot();
    for (AddressSpace& space : AddressSpace::all()) {
        if (slot_users[slot] == 0)
            return;
        Pte* entry = space.find_entry(address);
        if (!entry || !entry->is_swapped() || entry->swap_slot() != slot)
            continue;
        const Area* area = space.areas().find(address);
        // No area: it is being unmapped, and this entry has not had its turn yet.
        const bool writable = area && has(area->permissions, Permissions::Shared) &&
                              has(area->permissions, Permissions::Write);
        *entry = Pte::page(mm::page_to_phys(&page).raw(),
                           writable ? mm::PageAccess::User | mm::PageAccess::Write
                                    : mm::PageAccess::User);
        page.add_reference();
        space.note_mapped();
        --slot_users[slot];
    }
    ASSERT(slot_users[slot] == 0);
}

// `page` has come back from its slot, and has been mapped at `address` for whoever asked for it.
[[gnu::noinline]] void note_return(Page& page, VirtAddr address) REQUIRES(arch::interrupts_off) {
    --slot_users[page.swap_slot()];  // the entry that names the page now
    map_for_all_users(page, address);
    // Copies of pages that are in memory save writes, but not at the price of a full disk.
    if (slots.in_use() > slots.capacity() / 2) {
        slots.free(page.swap_slot());
        page.set_swap_slot(0);
        page.set(mm::PageFlag::Modified);
    }
    copied_pages += page.swap_slot() != 0 ? 1 : 0;
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
    mm::set_frame_reclaimer(&reclaimer);
    if (!disk || disk->sector_count() < 2 * kSectorsPerPage)
        return stay_off("there is no disk for it");
    // A page table entry has room for 24 bits of slot number: 64 GiB.
    constexpr u64 kMaxSlots = u64{1} << 24;
    u32 count = static_cast<u32>(min(disk->sector_count() / kSectorsPerPage, kMaxSlots));
    if (!make_maps(count).has_value())
        return stay_off("there is too little memory for the map of its disk");
    cprintf("SWAP: manager = %s, %u slots\n", swap_manager().name(), swap_slots_capacity());
}

bool swap_is_on() { return disk != nullptr; }

SwapManager& swap_manager() { return *manager; }

void set_swap_manager(SwapManager& new_manager) { manager = &new_manager; }

void swap_add(Page& page, AddressSpace& space, VirtAddr address) {
    arch::IrqGuard irq;
    ++pages_in_memory;
    if (!swap_is_on())
        return;
    page.set_user(&space, address.raw());
    if (page.swap_slot() != 0)
        note_return(page, address);
    manager->map_swappable(page);
}

void swap_remove(Page& page, AddressSpace& space, Pte entry) {
    arch::IrqGuard irq;
    if (!swap_is_on()) {
        pages_in_memory -= page.references() == 1 ? 1 : 0;
        return;
    }
    if (page.references() > 1) {
        // The others keep the page; what this mapping knew of it must not be lost.
        if (entry.dirty())
            page.set(mm::PageFlag::Modified);
        if (page.user() == &space)
            page.set_user(nullptr, page.user_address());
        return;
    }
    --pages_in_memory;
    manager->set_unswappable(page);
    page.set_user(nullptr, 0);
    if (page.swap_slot() != 0) {
        slots.free(page.swap_slot());
        --copied_pages;
    }
    page.set_swap_slot(0);
}

void swap_add_user_of_slot(u32 slot) {
    arch::IrqGuard irq;
    ++slot_users[slot];
}

void swap_drop_user_of_slot(u32 slot) {
    arch::IrqGuard irq;
    ASSERT(slot_users[slot] > 0);
    if (--slot_users[slot] == 0)
        slots.free(slot);
}

u32 swap_users_of_slot(u32 slot) { return slot_users[slot]; }

usize swap_out(usize wanted) {
    if (!swap_is_on())
        return 0;
    usize freed = 0;
    if (is_thrashing())
        return 0;
    for (usize refused = 0; freed < wanted && refused < most_refusals();) {
        Page* victim = choose_victim();
        if (!victim)
            break;
        Result<void> result = swap_out_page(*victim);
        if (result.has_value()) {
            if (!mm::keep_for_swap_in(victim)) {
                mm::free_page(victim);
                ++freed;
            } else if (disk_is_full()) {
                break;  // pages can change places again; that is all
            }
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
    Page* page = TRY(mm::alloc_page_to_swap_in());
    Result<void> read = disk->read(u64{slot} * kSectorsPerPage, contents(*page));
    if (!read.has_value()) {
        mm::free_page(page);
        return Error::SwapFault;
    }
    ++traffic.reads;
    page->set_swap_slot(slot);
    page->set(mm::PageFlag::Unused);
    return page;
}

void swap_in_failed(Page& page) {
    page.set_swap_slot(0);
    mm::free_page(&page);
}

constinit u32 faults_until_swap_tick = kFaultsPerTick;

void look_at_use() {
    faults_until_swap_tick = kFaultsPerTick;
    if (!swap_is_on())
        return;
    arch::IrqGuard irq;
    manager->tick_event(use);
}

SwapTraffic swap_traffic() { return traffic; }

usize room_for_pages() {
    arch::IrqGuard irq;
    const usize frames = mm::nr_free_pages() - mm::nr_frames_to_swap_in();
    return frames + copied_pages + slots.capacity() - slots.in_use();
}

u32 swap_slots_in_use() {
    arch::IrqGuard irq;
    return slots.in_use();
}

u32 swap_slots_capacity() {
    arch::IrqGuard irq;
    return slots.capacity();
}

}  // namespace vm
