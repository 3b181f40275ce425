// Copies of address spaces, for fork; pages are shared until somebody writes.
//
// Layer: vm. uCore counterpart: dup_mmap in kern/mm/vmm.c, copy_range in kern/mm/pmm.c.

#include "kern/vm/copy.h"

#include "arch/page_memory.h"
#include "kern/debug/options.h"
#include "kern/sync/preemption.h"
#include "kern/vm/fault.h"
#include "kern/vm/swap.h"
#include "libs/scope.h"
#include "libs/string.h"  // for an answer that uses memcpy

namespace vm {
namespace {

using mm::Page;
using mm::PageAccess;
using mm::Pte;

Page* page_of(Pte entry) { return mm::phys_to_page(mm::PhysAddr(entry.address())); }

[[maybe_unused]] PageAccess user_access(bool writable) {
    return writable ? PageAccess::User | PageAccess::Write : PageAccess::User;
}

// Whether fork shares pages until they are written (the normal way), or copies them at once: boot
// option `cow` (on, off), which is looked up once.
bool copies_on_write() {
    enum class Choice : u8 { Unknown, Yes, No };
    static constinit Choice choice = Choice::Unknown;
    if (choice == Choice::Unknown)
        choice = debug::option("cow") == "off" ? Choice::No : Choice::Yes;
    return choice == Choice::Yes;
}

// Maps the page of `entry` in `to` as well: for areas that are shared.
Result<void> map_same_page(AddressSpace& to, VirtAddr address, Pte entry) {
    TRY(to.page_table().page_insert(page_of(entry), address, entry.access()));
    to.note_mapped();
    return {};
}

// Gives `to` a page of its own, with the contents of the page that `from` has at `address`.
Result<void> copy_page(AddressSpace& to, AddressSpace& from, VirtAddr address, bool writable) {
    // EXERCISE lab5.2 BEGIN Give the child a page of its own with the parent's contents
    // HINT mm::alloc_page may have to swap out a page: look up the parent's entry (from.find_entry)
    // HINT after it, not before; when the page is away then, the answer is Error::NoMemory.
    // HINT arch::copy_page copies, from its second argument. The copy has contents that no slot of
    // HINT the swap disk has: mm::PageFlag::Modified.
    Page* copy = TRY(mm::alloc_page());
    ScopeExit undo{[&] { mm::free_page(copy); }};
    const Pte entry = *from.find_entry(address);
    if (!entry.present())
        return Error::NoMemory;
    arch::copy_page(mm::page_to_kva(copy), mm::page_to_kva(page_of(entry)));
    copy->set(mm::PageFlag::Modified);
    TRY(to.insert(copy, address, user_access(writable)));
    undo.dismiss();
    return {};
    // EXERCISE lab5.2 STUB
    //| static_cast<void>(to);
    //| static_cast<void>(from);
    //| static_cast<void>(address);
    //| static_cast<void>(writable);
    //| NOT_IMPLEMENTED("lab5.2");
    // EXERCISE lab5.2 END
}

// Lets `to` see the page that `from` has at `address`, by `entry`, until one of them writes.
Result<void> share_page(AddressSpace& to, AddressSpace& from, VirtAddr address, Pte& entry) {
    // EXERCISE lab5.4a BEGIN Map the parent's page in the child, read-only in both
    // HINT Both must fault on the next write, so both entries are read-only from now on. What does
    // HINT the CPU remember of the parent's? That the page was changed (entry.dirty()) must not be
    // HINT lost. page_insert alone does not count the page as the child's: to.note_mapped().
    Page* page = page_of(entry);
    TRY(to.page_table().page_insert(page, address, PageAccess::User));
    to.note_mapped();
    if (entry.dirty())
        page->set(mm::PageFlag::Modified);
    entry.set_read_only();
    from.page_table().tlb_invalidate(address);
    return {};
    // EXERCISE lab5.4a STUB
    //| NOT_DONE_YET("lab5.4a");
    //| static_cast<void>(entry);
    //| return copy_page(to, from, address, true);
    // EXERCISE lab5.4a END
}

// The page that `from` has at `address` is away: `to` names the same slot.
Result<void> share_slot(AddressSpace& to, VirtAddr address, Pte entry) {
    Pte* own_entry = TRY(to.page_table().get_pte(address, mm::Create::Yes));
    *own_entry = entry;
    swap_add_user_of_slot(entry.swap_slot());
    return {};
}

// The page that `from` has at `address` comes back, to be read by the kernel: of that use the CPU
// keeps no note, and a policy would choose the page at once to go again.
Result<void> bring_in_for_copy(AddressSpace& from, VirtAddr address) {
    TRY(do_pgfault(from, arch::PageFaultCause(0), address));
    Pte& entry = *from.find_entry(address);
    if (entry.present())
        entry.set_accessed();
    return {};
}

// Copies a page that may be away. Making room for the copy may send it away (again): it has just
// been used then, and will not be the next one to go.
Result<void> copy_at_once(AddressSpace& to, AddressSpace& from, const Area& area,
                          VirtAddr address) {
    constexpr int kMostAttempts = 3;
    for (int attempt = 1;; ++attempt) {
        if (from.find_entry(address)->is_swapped())
            TRY(bring_in_for_copy(from, address));
        Result<void> copied =
            copy_page(to, from, address, has(area.permissions, Permissions::Write));
        if (copied.has_value() || attempt == kMostAttempts ||
            !from.find_entry(address)->is_swapped())
            return copied;
    }
}

// One page of copy_range. Making tables may swap out the very page: then its entry names a slot.
Result<void> copy_one(AddressSpace& to, AddressSpace& from, const Area& area, VirtAddr address) {
    const bool shared = has(area.permissions, Permissions::Shared);
    TRY(to.page_table().get_pte(address, mm::Create::Yes));
    if (!shared && !copies_on_write())
        return copy_at_once(to, from, area, address);
    Pte& entry = *from.find_entry(address);
    if (entry.is_swapped())
        return share_slot(to, address, entry);
    return shared ? map_same_page(to, address, entry) : share_page(to, from, address, entry);
}

}  // namespace

Result<void> copy_range(AddressSpace& to, AddressSpace& from, const Area& area) {
    // A page that was copied at once can still be written. So other threads of `from` must not run
    // before all are copied: the copy is to show one time.
    const bool is_preemptible = copies_on_write() || from.owners() == 1;
    for (VirtAddr at = area.start; from.page_table().next_entry(at, area.end);
         at += mm::kPageSize) {
        TRY(copy_one(to, from, area, at));
        if (is_preemptible)
            sync::preemption_point();
    }
    return {};
}

Result<Ref<AddressSpace>> copy_address_space(AddressSpace& from) {
    Ref<AddressSpace> to = TRY(AddressSpace::create());
    sync::SleepLockGuard guard(from.change_lock);
    to->heap_start = from.heap_start;
    to->heap_end = from.heap_end;
    AreaSet& areas = from.areas();
    for (Area* area = areas.first(); area; area = areas.next(*area)) {
        TRY(to->areas().add(area->start, area->end, area->permissions));
#if LAB >= 8
        to->areas().find(area->start)->source = area->source;
#endif
        TRY(copy_range(*to, from, *area));
    }
    return to;
}

Result<void> break_sharing(AddressSpace& space, VirtAddr address, Pte& entry) {
    // EXERCISE lab5.4b BEGIN Give the writer a copy, or the page itself when nobody shares it
    // HINT page->references() tells how many share it. mm::alloc_page may swap out the very page:
    // HINT when `entry` has changed after it, free the new frame and let the access fault again
    // HINT (return {}). swap_remove() and space.note_unmapped() are told before a mapping ends;
    // HINT space.insert() maps the copy in its place.
    Page* page = page_of(entry);
    if (page->references() == 1) {
        entry.set_writable();
        space.page_table().tlb_invalidate(address);
        return {};
    }
    Page* copy = TRY(mm::alloc_page());
    if (!entry.present() || page_of(entry) != page) {
        mm::free_page(copy);
        return {};
    }
    arch::copy_page(mm::page_to_kva(copy), mm::page_to_kva(page));
    copy->set(mm::PageFlag::Modified);
    swap_remove(*page, space, entry);
    space.note_unmapped();
    return space.insert(copy, address, user_access(true));
    // EXERCISE lab5.4b STUB
    //| static_cast<void>(space);
    //| static_cast<void>(address);
    //| static_cast<void>(entry);
    //| NOT_IMPLEMENTED("lab5.4b");
    // EXERCISE lab5.4b END
}

}  // namespace vm
