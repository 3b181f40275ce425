// An address space: which addresses mean something, and the page table that says where.
//
// Layer: vm. uCore counterpart: mm_create, mm_destroy, mm_map, unmap_range, exit_mmap in kern/mm.

#include "kern/vm/address_space.h"

#include "arch/interrupts.h"
#include "kern/mm/frame_reserve.h"
#include "kern/mm/heap.h"
#include "kern/mm/zeroed_frames.h"
#include "kern/sync/preemption.h"
#include "kern/vm/swap.h"
#include "libs/string.h"

namespace vm {
namespace {

// The part of a root table that is the kernel's.
constexpr usize kFirstKernelEntry = arch::index_at(arch::kLevels - 1, arch::kKernelBase);
constexpr usize kKernelEntriesSize = (arch::kEntriesPerTable - kFirstKernelEntry) * sizeof(mm::Pte);

constinit AddressSpace* active_space = nullptr;
constinit AddressSpace::List all_spaces;
constinit u32 spaces_being_ended = 0;

// [start, start + size) as whole pages below the kernel.
struct PageRange {
    VirtAddr start, end;
};

Result<PageRange> whole_pages(VirtAddr start, usize size) {
    if (size == 0 || start.raw() >= arch::kKernelBase || size > arch::kKernelBase - start.raw())
        return Error::Invalid;
    return PageRange{start.page_floor(), (start + size).page_ceiling()};
}

}  // namespace

Result<Ref<AddressSpace>> AddressSpace::create() {
    if (!mm::may_pin_frames(2))  // the root table, and the one below
        return Error::NoMemory;
    mm::Page* root = TRY(mm::alloc_zeroed_page());
    root->set_references(1);
    auto* entries = static_cast<mm::Pte*>(mm::page_to_kva(root));
    // The kernel's half is the same tables in every address space; the window shows its own.
    memcpy(entries + kFirstKernelEntry, mm::boot_page_table().root() + kFirstKernelEntry,
           kKernelEntriesSize);
    mm::PageTable table(entries);
    entries[arch::index_at(arch::kLevels - 1, arch::kPageTableWindow)] =
        mm::Pte::page(table.root_address().raw(), mm::PageAccess::Write);

    Result<AddressSpace*> made = mm::make<AddressSpace>(table);
    if (!made.has_value()) {
        mm::free_page(root);
        return made.error();
    }
    Ref<AddressSpace> space(made.value());
    // Nothing is at address 0, but its table is always there: a program that reads the window at
    // its start is told that it may not (error 5, as in the original), not that there is nothing.
    TRY(table.get_pte(VirtAddr(), mm::Create::Yes));
    return space;
}

AddressSpace::AddressSpace(mm::PageTable page_table) : page_table_(page_table) {
    arch::IrqGuard irq;
    all_spaces.push_back(*this);
}

AddressSpace::~AddressSpace() {
    ASSERT(active_space != this && arch::root_table() != page_table_.root_address().raw());
    ++spaces_being_ended;
    for (Area* area = areas_.first(); area; area = areas_.next(*area))
        release_pages(area->start, area->end);
    --spaces_being_ended;
    areas_.clear();
    page_table_.free_empty_tables(VirtAddr(), VirtAddr(arch::kKernelBase));
    for (usize i = kFirstKernelEntry; i < arch::kEntriesPerTable; ++i)
        page_table_.root()[i] = mm::Pte();
    mm::free_zeroed_page(mm::kva_to_page(page_table_.root()));
    arch::IrqGuard irq;
    all_spaces.remove(*this);
}

void AddressSpace::last_owner_gone(AddressSpace* space) { mm::destroy(space); }

AddressSpace::List& AddressSpace::all() { return all_spaces; }

u32 AddressSpace::being_ended() { return spaces_being_ended; }

Result<void> AddressSpace::map(VirtAddr start, usize size, Permissions permissions) {
    PageRange range = TRY(whole_pages(start, size));
    return areas_.add(range.start, range.end, permissions);
}

Result<void> AddressSpace::unmap(VirtAddr start, usize size) {
    PageRange range = TRY(whole_pages(start, size));
    TRY(areas_.remove(range.start, range.end));
    release_pages(range.start, range.end);
    return {};
}

void AddressSpace::release_pages(VirtAddr start, VirtAddr end) {
    for (VirtAddr at = start; mm::Pte* entry = page_table_.next_entry(at, end);
         at += mm::kPageSize) {
        if (entry->is_swapped()) {
            swap_drop_user_of_slot(entry->swap_slot());
            *entry = mm::Pte();
        } else {
            swap_remove(*mm::phys_to_page(mm::PhysAddr(entry->address())), *this, *entry);
            page_table_.page_remove_pte(at, entry);
            *entry = mm::Pte();  // whatever page_remove_pte did: its table is to be empty
            note_unmapped();
        }
        sync::preemption_point();
    }
}

mm::Pte* AddressSpace::find_entry(VirtAddr address) {
    Result<mm::Pte*> entry = page_table_.get_pte(address, mm::Create::No);
    return entry.has_value() ? entry.value() : nullptr;
}

void AddressSpace::activate() {
    active_space = this;
    arch::set_root_table(page_table_.root_address().raw());
}

void AddressSpace::deactivate() {
    active_space = nullptr;
    arch::set_root_table(mm::boot_page_table().root_address().raw());
}

AddressSpace* AddressSpace::active() { return active_space; }

}  // namespace vm
