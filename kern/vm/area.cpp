// Areas: the ranges of an address space that mean something.
//
// Layer: vm. uCore counterpart: vma_create, insert_vma_struct, find_vma in kern/mm/vmm.c.

#include "kern/vm/area.h"

#include "kern/mm/heap.h"
#include "libs/assert.h"

namespace vm {
namespace {

bool is_valid_range(VirtAddr start, VirtAddr end) {
    return start < end && start.is_page_aligned() && end.is_page_aligned();
}

// Whether an area with `permissions` becomes one with neighbours that have the same. Shared memory
// does not: what was added is taken out again without a split, which could fail.
bool is_joined(Permissions permissions) {
#if LAB >= 8
    if (has(permissions, Permissions::FromFile))
        return false;
#endif
    return !has(permissions, Permissions::Shared);
}

}  // namespace

Area* AreaSet::search(VirtAddr address) const {
    Area* area = tree_.floor(address);
    if (!area || !area->contains(address))
        return nullptr;
    found_last_ = area;
    return area;
}

Area* AreaSet::find_from(VirtAddr address) const {
    Area* area = tree_.floor(address);
    if (!area)
        return tree_.first();
    return area->end > address ? area : tree_.next(*area);
}

void AreaSet::drop(Area* area) {
    if (area == found_last_)
        found_last_ = nullptr;
    tree_.remove(*area);
    mm::destroy(area);
}

Result<void> AreaSet::add(VirtAddr start, VirtAddr end, Permissions permissions) {
    if (!is_valid_range(start, end))
        return Error::Invalid;
    Area* next = find_from(start);
    if (next && next->start < end)
        return Error::Exists;
    Area* previous = tree_.floor(start);

    const bool joins = is_joined(permissions);
    const bool joins_previous =
        joins && previous && previous->end == start && previous->permissions == permissions;
    const bool joins_next = joins && next && next->start == end && next->permissions == permissions;
    if (joins_previous) {
        previous->end = joins_next ? next->end : end;
        if (joins_next)
            drop(next);
    } else if (joins_next) {
        next->start = start;  // its place in the order stays the same
    } else {
        Area* area = TRY(mm::make<Area>(start, end, permissions));
        tree_.insert(*area);
    }
    return {};
}

Result<void> AreaSet::remove(VirtAddr start, VirtAddr end) {
    if (!is_valid_range(start, end))
        return Error::Invalid;
    Area* area = find_from(start);
    // A hole in the middle of an area: the part behind it becomes an area of its own.
    if (area && area->start < start && area->end > end) {
        Area* behind = TRY(mm::make<Area>(end, area->end, area->permissions));
#if LAB >= 8
        behind->source = area->source;
#endif
        area->end = start;
        tree_.insert(*behind);
        return {};
    }
    while (area && area->start < end) {
        Area* next = tree_.next(*area);
        if (area->start < start)
            area->end = start;
        else if (area->end > end)
            area->start = end;
        else
            drop(area);
        area = next;
    }
    return {};
}

Result<VirtAddr> AreaSet::find_free(usize size, VirtAddr low, VirtAddr high) const {
    VirtAddr candidate = low;
    for (Area* area = find_from(low); area; area = tree_.next(*area)) {
        if (candidate >= high || area->start >= high)
            break;
        if (area->start > candidate && area->start - candidate >= size)
            break;
        candidate = area->end;
    }
    if (size == 0 || candidate >= high || high - candidate < size)
        return Error::NoMemory;
    return candidate;
}

void AreaSet::clear() {
    while (Area* area = tree_.first())
        drop(area);
}

void AreaSet::check_invariants() const {
    tree_.check_invariants();
    for (Area* area = tree_.first(); area; area = tree_.next(*area)) {
        ASSERT(is_valid_range(area->start, area->end));
        Area* next = tree_.next(*area);
        if (!next)
            return;
        ASSERT(area->end <= next->start);
        ASSERT(area->end < next->start || area->permissions != next->permissions ||
               !is_joined(area->permissions));
    }
}

}  // namespace vm
