// Page faults: bringing in the page that a program touches.
//
// Layer: vm. uCore counterpart: do_pgfault in kern/mm/vmm.c. [IA32-3A 4.7]

#include "kern/vm/fault.h"

#include "kern/debug/log.h"
#include "kern/mm/zeroed_frames.h"
#include "kern/vm/swap.h"
#include "libs/string.h"

namespace vm {
namespace {

using mm::Page;
using mm::PageAccess;
using mm::Pte;

constinit u32 fault_count = 0;

// The same for a page that comes back: while others share it, a write must fault again and make a
// copy.
PageAccess access_to_swapped(const Area& area, Pte entry) {
    const bool is_copied_on_write =
        swap_users_of_slot(entry.swap_slot()) > 1 && !has(area.permissions, Permissions::Shared);
    return is_copied_on_write ? PageAccess::User : access_in(area);
}

// Whether `area` allows the access.
bool is_allowed(const Area& area, arch::PageFaultCause cause) {
    if (cause.was_write())
        return has(area.permissions, Permissions::Write);
    return has(area.permissions, Permissions::Read | Permissions::Execute);
}

// The first touch of a page: a frame full of zeros.
Result<void> map_new_page(AddressSpace& space, VirtAddr address, PageAccess access) {
    // EXERCISE lab3.1 BEGIN Map a zeroed frame at `address`, which may be swapped out from now on
    // HINT mm::alloc_page gives a frame with somebody's old data in it; nobody may ever see that.
    // HINT space.insert() maps it, and tells the swap policy of it. It may fail, too: then the
    // HINT frame must not be lost.
    Page* page = TRY(mm::alloc_zeroed_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    TRY(space.insert(page, address, access));
    undo.dismiss();
    return {};
    // EXERCISE lab3.1 STUB
    //| static_cast<void>(space);
    //| static_cast<void>(address);
    //| static_cast<void>(access);
    //| NOT_IMPLEMENTED("lab3.1");
    // EXERCISE lab3.1 END
}

// A page that was swapped out comes back from slot `slot` of the disk.
Result<void> map_swapped_page(AddressSpace& space, VirtAddr address, PageAccess access, u32 slot) {
    // EXERCISE lab3.2 BEGIN Bring the page back from its slot and map it at `address`
    // HINT As for a new page, but swap_in(slot) gives the frame, with the slot's contents; and
    // HINT swap_in_failed() takes it back, when it can not be mapped.
    Page* page = TRY(swap_in(slot));
    ScopeExit undo{[&] { swap_in_failed(*page); }};
    TRY(space.insert(page, address, access));
    undo.dismiss();
    return {};
    // EXERCISE lab3.2 STUB
    //| static_cast<void>(space);
    //| static_cast<void>(address);
    //| static_cast<void>(access);
    //| static_cast<void>(slot);
    //| NOT_IMPLEMENTED("lab3.2");
    // EXERCISE lab3.2 END
}

}  // namespace

PageAccess access_in(const Area& area) {
    return has(area.permissions, Permissions::Write) ? PageAccess::User | PageAccess::Write
                                                     : PageAccess::User;
}

Result<void> do_pgfault(AddressSpace& space, arch::PageFaultCause cause, VirtAddr address) {
    ++fault_count;
    swap_tick();
    const Area* area = space.areas().find(address);
    if (!area || !is_allowed(*area, cause))
        return Error::Fault;
    VirtAddr page = address.page_floor();
    Pte* entry = TRY(space.page_table().get_pte(page, mm::Create::Yes));
    if (entry->empty()) {
#if LAB >= 8
        if (has(area->permissions, Permissions::FromFile))
            return map_page_from_source(space, page, *area);
#endif
        return map_new_page(space, page, access_in(*area));
    }
    if (entry->is_swapped())
        return map_swapped_page(space, page, access_to_swapped(*area, *entry), entry->swap_slot());
#if LAB >= 5
    if (cause.was_write() && !entry->writable())
        return break_sharing(space, page, *entry);
#endif
    // The page is there and the area allows the access: the CPU had an old translation.
    space.page_table().tlb_invalidate(page);
    return {};
}

bool resolve_page_fault(VirtAddr address, arch::PageFaultCause cause) {
    AddressSpace* space = AddressSpace::active();
    if (!space)
        return false;
    if (space->reports_faults())
        cprintf("page fault at 0x%08x: %c/%c [%s].\n", address.raw(), cause.from_user() ? 'U' : 'K',
                cause.was_write() ? 'W' : 'R',
                cause.page_was_present() ? "protection fault" : "no page found");
    Result<void> result = do_pgfault(*space, cause, address);
    if (!result.has_value())
        debug::log(debug::LogLevel::Info, "vm", "page fault at 0x%08x: %s", address.raw(),
                   error_text(result.error()));
    return result.has_value();
}

u32 page_fault_count() { return fault_count; }

}  // namespace vm
