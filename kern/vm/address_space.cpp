// An address space: which addresses mean something, and the page table that says where.
//
// Layer: vm. uCore counterpart: mm_create, mm_destroy, mm_map, unmap_range, exit_mmap in kern/mm.

#include "kern/vm/address_space.h"

#include "kern/vm/swap.h"
#include "libs/string.h"

namespace vm {
namespace {

constinit AddressSpace* active_space = nullptr;

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

Result<mm::Owned<AddressSpace>> AddressSpace::create() {
    mm::Page* root = TRY(mm::alloc_page());
    root->set_references(1);
    auto* entries = static_cast<mm::Pte*>(mm::page_to_kva(root));
    // The kernel's half is the same tables in every address space; the window shows its own.
    memcpy(entries, mm::boot_page_table().root(), mm::kPageSize);
    mm::PageTable table(entries);
    entries[arch::index_at(arch::kLevels - 1, arch::kPageTableWindow)] =
        mm::Pte::page(table.root_address().raw(), mm::PageAccess::Write);

    Result<mm::Owned<AddressSpace>> space = mm::Owned<AddressSpace>::create(table);
    if (!space.has_value())
        mm::free_page(root);
    return space;
}

AddressSpace::~AddressSpace() {
    ASSERT(active_space != this);
    for (Area* area = areas_.first(); area; area = areas_.next(*area))
        release_pages(area->start, area->end);
    areas_.clear();
    page_table_.free_tables(VirtAddr(), VirtAddr(arch::kKernelBase));
    mm::free_page(mm::kva_to_page(page_table_.root()));
}

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
    for (VirtAddr at = start; at < end; at += mm::kPageSize) {
        Result<mm::Pte*> entry = page_table_.get_pte(at, mm::Create::No);
        if (!entry.has_value() || !entry.value()) {
            // No table: go on where the next one begins.
            constexpr usize kSpan = arch::entry_span(1);
            at = VirtAddr(align_down(at.raw(), kSpan)) + (kSpan - mm::kPageSize);
            continue;
        }
        mm::Pte* pte = entry.take();
        if (pte->is_swapped()) {
            swap_release_slot(pte->swap_slot());
            *pte = mm::Pte();
        } else if (pte->present()) {
            swap_forget(*page_table_.get_page(at));
            page_table_.page_remove_pte(at, pte);
        }
    }
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
