// Memory that a program asks for while it runs: the heap, and areas of its own.
//
// Layer: vm. uCore counterpart: do_brk, do_mmap, do_munmap, do_shmem of uCore's full version.

#include "kern/vm/mapping.h"

#include "kern/mm/zeroed_frames.h"
#include "kern/sync/preemption.h"
#include "kern/vm/swap.h"
#include "libs/scope.h"

namespace vm {
namespace {

constexpr VirtAddr kUserBase{arch::kUserBase}, kUserTop{arch::kUserTop};

bool is_legal(VirtAddr start, usize size) {
    return size > 0 && start >= kUserBase && start < kUserTop && size <= kUserTop - start;
}

// Where an area for `size` bytes goes: `start`, or a free place above the heap when it is 0.
Result<VirtAddr> place_for(AddressSpace& space, VirtAddr start, usize size) {
    if (start == VirtAddr()) {
        if (size == 0 || size > kUserTop - kUserBase)
            return Error::Invalid;
        // Half of the way from the heap to the stack is left to the heap.
        const VirtAddr low =
            space.heap_end + align_down((kUserTop - space.heap_end) / 2, mm::kPageSize);
        return space.areas().find_free(align_up(size, mm::kPageSize), low, kUserTop);
    }
    if (!start.is_page_aligned() || !is_legal(start, size))
        return Error::Invalid;
    return start;
}

// do_mmap for who holds the lock.
Result<VirtAddr> map_area(AddressSpace& space, VirtAddr start, usize size,
                          Permissions permissions) {
    VirtAddr place = TRY(place_for(space, start, size));
    TRY(space.map(place, size, permissions));
    return place;
}

// A zeroed page of shared memory at `address`.
Result<void> add_shared_page(AddressSpace& space, VirtAddr address, bool writable) {
    mm::Page* page = TRY(mm::alloc_and_zero_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    // It must be the same page for all, even when nobody has written to it yet.
    page->set(mm::PageFlag::Modified);
    TRY(space.insert(page, address,
                     writable ? mm::PageAccess::User | mm::PageAccess::Write
                              : mm::PageAccess::User));
    undo.dismiss();
    return {};
}

}  // namespace

Result<VirtAddr> do_brk(AddressSpace& space, VirtAddr end) {
    sync::SleepLockGuard guard(space.change_lock);
    const VirtAddr old_end = space.heap_end;
    if (end < space.heap_start)
        return old_end;
    if (end > kUserTop)
        return Error::NoMemory;
    const VirtAddr new_end = end.page_ceiling();
    if (new_end > old_end) {
        Result<void> mapped =
            space.map(old_end, new_end - old_end, Permissions::Read | Permissions::Write);
        if (!mapped.has_value())
            return Error::NoMemory;
    } else if (new_end < old_end) {
        TRY(space.unmap(new_end, old_end - new_end));
    }
    space.heap_end = new_end;
    return new_end;
}

Result<VirtAddr> do_mmap(AddressSpace& space, VirtAddr start, usize size, Permissions permissions) {
    sync::SleepLockGuard guard(space.change_lock);
    return map_area(space, start, size, permissions);
}

Result<VirtAddr> do_shmem(AddressSpace& space, VirtAddr start, usize size,
                          Permissions permissions) {
    sync::SleepLockGuard guard(space.change_lock);
    // Else all other pages would have to leave memory before that is found out.
    if (size / mm::kPageSize > room_for_pages())
        return Error::NoMemory;
    VirtAddr place = TRY(map_area(space, start, size, permissions | Permissions::Shared));
    const VirtAddr end = (place + size).page_ceiling();
    ScopeExit undo{[&] { must(space.unmap(place, size), "the area is whole"); }};
    for (VirtAddr at = place; at < end; at += mm::kPageSize) {
        TRY(add_shared_page(space, at, has(permissions, Permissions::Write)));
        sync::preemption_point();
    }
    undo.dismiss();
    return place;
}

Result<void> do_munmap(AddressSpace& space, VirtAddr start, usize size) {
    if (!start.is_page_aligned() || !is_legal(start, size))
        return Error::Invalid;
    sync::SleepLockGuard guard(space.change_lock);
    return space.unmap(start, size);
}

}  // namespace vm
