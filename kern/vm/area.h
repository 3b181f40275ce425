// Areas: the ranges of an address space that mean something, and what may be done in them.
//
// Layer: vm. uCore counterpart: struct vma_struct in kern/mm/vmm.h.
#pragma once

#include "kern/mm/address.h"
#if LAB >= 8
#include "kern/vm/page_source.h"
#endif
#include "libs/result.h"
#include "libs/scope.h"
#include "libs/tree.h"

namespace vm {

using mm::VirtAddr;

// What a program may do in an area. A set of flags.
enum class Permissions : u8 {
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
    Shared = 8,  // children get the very pages, not copies
#if LAB >= 8
    FromFile = 16,  // pages come from a PageSource
#endif
};
constexpr Permissions operator|(Permissions a, Permissions b) {
    return static_cast<Permissions>(static_cast<u8>(a) | static_cast<u8>(b));
}
constexpr bool has(Permissions set, Permissions flag) {
    return (static_cast<u8>(set) & static_cast<u8>(flag)) != 0;
}

// A range [start, end) of whole pages with equal permissions (uCore's vma). Belongs to an AreaSet.
struct Area : NonCopyable {
    Area(VirtAddr new_start, VirtAddr new_end, Permissions new_permissions)
        : start(new_start), end(new_end), permissions(new_permissions) {}

    bool contains(VirtAddr address) const { return start <= address && address < end; }

    VirtAddr start, end;
    Permissions permissions;
#if LAB >= 8
    Ref<PageSource> source;  // of pages that are not there yet, when FromFile
#endif
    TreeNode node;

    using Tree = IntrusiveTree<Area, &Area::node, &Area::start>;
};

// The areas of an address space: ordered, disjoint, and never two neighbours that could be one;
// but what was shared by one call, or comes from a file, stays an area of its own.
// Lookup takes logarithmic time. Owns its areas, on the kernel's heap. Context: that of its address
// space.
class AreaSet : NonCopyable {
  public:
    constexpr AreaSet() = default;

    // The area that holds `address`, or nullptr (uCore's find_vma). Quick when it is the one that
    // was found last.
    Area* find(VirtAddr address) const {
        if (found_last_ && found_last_->contains(address))
            return found_last_;
        return search(address);
    }

    // The first area that ends behind `address`, or nullptr.
    Area* find_from(VirtAddr address) const;

    // Adds [start, end); areas that it touches and that have its permissions become one with it,
    // unless they are Shared.
    // Invalid when the range is empty or not of whole pages, Exists when it overlaps an area,
    // NoMemory.
    Result<void> add(VirtAddr start, VirtAddr end, Permissions permissions);

    // Takes [start, end) out of all areas, which are cut or split where needed. Invalid as above;
    // NoMemory only when an area must be split, and then nothing has changed.
    Result<void> remove(VirtAddr start, VirtAddr end);

    // The lowest free range of `size` bytes inside [low, high). NoMemory when there is none.
    Result<VirtAddr> find_free(usize size, VirtAddr low, VirtAddr high) const;

    // Forgets all areas.
    void clear();

    // How many areas there are; the lowest one, and the one behind `area`, or nullptr.
    usize size() const { return tree_.size(); }
    Area* first() const { return tree_.first(); }
    Area* next(Area& area) const { return tree_.next(area); }

    // Panics unless the areas are ordered, disjoint and merged.
    void check_invariants() const;

  private:
    Area* search(VirtAddr address) const;
    void drop(Area* area);

    Area::Tree tree_;
    mutable Area* found_last_ = nullptr;  // in tree_, or nullptr
};

}  // namespace vm
