// Page tables: which frame a virtual page is.
//
// Layer: mm. uCore counterpart: get_pte, page_insert, page_remove in kern/mm/pmm.c. [IA32-3A 4.3]

#include "kern/mm/page_table.h"

#include "kern/mm/zeroed_frames.h"

namespace mm {
namespace {

constinit PageTable boot_table;

// The table that `entry` of a higher level names.
[[maybe_unused]] Pte* table_of(Pte entry) {
    return kernel_address(PhysAddr(entry.address())).as<Pte>();
}

Page* page_of(Pte entry) { return phys_to_page(PhysAddr(entry.address())); }

// A zeroed frame for a table, with one reference.
Result<Page*> alloc_table() {
#if LAB >= 3
    if (!may_pin_frames(1))
        return Error::NoMemory;
#endif
    Page* page = TRY(alloc_zeroed_page());
    page->set_references(1);
    return page;
}

}  // namespace

Result<Pte*> PageTable::get_pte(VirtAddr address, Create create) {
    // EXERCISE lab2.2 BEGIN Walk from the root to the entry of a page; make tables if asked
    // HINT A table of `level` has the entry arch::index_at(level, address.raw()); the root's level
    // HINT is arch::kLevels - 1, a page's entry stands at level 0. alloc_table() gives a zeroed
    // HINT frame, Pte::table() makes the entry that names it, table_of() follows one.
    Pte* table = root_;
#pragma GCC unroll 4
    for (unsigned level = arch::kLevels - 1; level > 0; --level) {
        Pte& entry = table[arch::index_at(level, address.raw())];
        if (!entry.present()) {
            if (create == Create::No)
                return nullptr;
            Page* page = TRY(alloc_table());
            entry = Pte::table(page_to_phys(page).raw());
        }
        table = table_of(entry);
    }
    return &table[arch::index_at(0, address.raw())];
    // EXERCISE lab2.2 STUB
    //| static_cast<void>(address);
    //| static_cast<void>(create);
    //| NOT_IMPLEMENTED("lab2.2");
    // EXERCISE lab2.2 END
}

Page* PageTable::get_page(VirtAddr address) {
    Result<Pte*> entry = get_pte(address, Create::No);
    if (!entry.has_value() || !entry.value() || !entry.value()->present())
        return nullptr;
    return page_of(*entry.value());
}

// Flattened: a page fault is too frequent for detours.
[[gnu::flatten]] Result<void> PageTable::page_insert(Page* page, VirtAddr address,
                                                     PageAccess access) {
    Pte* entry = TRY(get_pte(address, Create::Yes));
    // The new reference comes first: mapping the same page again must not free it in between.
    page->add_reference();
    const bool was_present = entry->present();
    if (was_present)
        page_remove_pte(address, entry);
    *entry = Pte::page(page_to_phys(page).raw(), access);
    if (was_present)  // the CPU remembers no other entries [IA32-3A 4.10.2.3]
        tlb_invalidate(address);
    return {};
}

void PageTable::page_remove(VirtAddr address) {
    Result<Pte*> entry = get_pte(address, Create::No);
    if (entry.has_value() && entry.value())
        page_remove_pte(address, entry.value());
}

void PageTable::page_remove_pte(VirtAddr address, Pte* entry) {
    // EXERCISE lab2.3 BEGIN End the mapping: one reference less, no entry, no old translation
    // HINT Do nothing for an entry that is not present. page_of() gives the entry's Page; a page
    // HINT without a reference is free. What does the CPU remember of the old entry?
    if (!entry->present())
        return;
    Page* page = page_of(*entry);
    if (page->drop_reference() == 0)
        free_page(page);
    *entry = Pte();
    tlb_invalidate(address);
    // EXERCISE lab2.3 STUB
    //| static_cast<void>(address);
    //| static_cast<void>(entry);
    //| NOT_IMPLEMENTED("lab2.3");
    // EXERCISE lab2.3 END
}

void PageTable::tlb_invalidate(VirtAddr address) const {
    if (arch::root_table() == root_address().raw())
        arch::forget_translation(address.raw());
}

Result<void> PageTable::map_physical(VirtAddr address, usize size, PhysAddr physical,
                                     PageAccess access) {
    // Entries of one table lie side by side: the walk is needed once a table.
    for (usize done = 0; done < size;) {
        Pte* entry = TRY(get_pte(address + done, Create::Yes));
        do {
            *entry++ = Pte::page(physical.raw() + done, access);
            done += kPageSize;
        } while (done < size && arch::index_at(0, address.raw() + done) != 0);
    }
    return {};
}

template <typename Free>
void PageTable::detach_tables(VirtAddr from, VirtAddr to, Free free) {
    constexpr usize kSpan = arch::entry_span(1);
    for (uptr at = align_up(from.raw(), kSpan); at + kSpan <= to.raw(); at += kSpan) {
        Pte& entry = root_[arch::index_at(1, at)];
        if (!entry.present())
            continue;
        free(page_of(entry));
        entry = Pte();
    }
}

void PageTable::free_tables(VirtAddr from, VirtAddr to) { detach_tables(from, to, free_page); }

#if LAB >= 3
void PageTable::free_empty_tables(VirtAddr from, VirtAddr to) {
    detach_tables(from, to, free_zeroed_page);
}

Pte* PageTable::next_entry(VirtAddr& at, VirtAddr end) {
    constexpr usize kSpan = arch::entry_span(1);
    while (at < end) {
        const Pte table = root_[arch::index_at(1, at.raw())];
        const VirtAddr table_end = min(VirtAddr(align_down(at.raw(), kSpan) + kSpan), end);
        if (table.present()) {
            Pte* entry = table_of(table) + arch::index_at(0, at.raw());
            for (; at < table_end; at += kPageSize, ++entry)
                if (!entry->empty())
                    return entry;
        }
        at = table_end;
    }
    return nullptr;
}
#endif

PageTable& boot_page_table() { return boot_table; }

Result<void> paging_init() {
    Page* root = TRY(alloc_table());
    boot_table = PageTable(static_cast<Pte*>(page_to_kva(root)));

    // The window: a root table that names itself as a table shows all tables as pages.
    Pte& window = boot_table.root()[arch::index_at(arch::kLevels - 1, arch::kPageTableWindow)];
    window = Pte::page(boot_table.root_address().raw(), PageAccess::Write);
    TRY(boot_table.map_physical(VirtAddr(arch::kKernelBase), arch::kKernelMemorySize, PhysAddr(0),
                                PageAccess::Write));
    arch::set_root_table(boot_table.root_address().raw());
    return {};
}

}  // namespace mm
