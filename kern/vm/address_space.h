// An address space: which addresses mean something, and the page table that says where.
//
// Layer: vm. uCore counterpart: struct mm_struct in kern/mm/vmm.h.
#pragma once

#include "kern/mm/heap.h"
#include "kern/mm/page_table.h"
#include "kern/vm/area.h"
#include "libs/result.h"
#include "libs/scope.h"

namespace vm {

// The user half of an address space. Pages come in when they are touched (fault.cpp), and may leave
// for the swap disk (swap.cpp). Owned by whoever made it. Context: thread.
class AddressSpace : NonCopyable {
  public:
    // An empty one: no user memory, the kernel's half as everywhere. NoMemory.
    static Result<mm::Owned<AddressSpace>> create();

    // For create(), with a root table of its own.
    explicit AddressSpace(mm::PageTable page_table) : page_table_(page_table) {}

    // Ends every mapping, frees the tables. Must not be the active one.
    ~AddressSpace();

    // Says that [start, start + size) may be used as `permissions` tell; no page comes in yet. The
    // range is widened to whole pages (uCore's mm_map). Invalid for an empty range or one that is
    // not wholly below the kernel, Exists when a part of it is in use, NoMemory.
    Result<void> map(VirtAddr start, usize size, Permissions permissions);

    // Ends the use of [start, start + size), widened to whole pages: pages and swap slots are
    // freed. Invalid as above, NoMemory when an area would have to be split; then nothing has
    // changed.
    Result<void> unmap(VirtAddr start, usize size);

    // The CPU uses this address space from now on.
    void activate();
    // The CPU uses the kernel's own page table from now on: no user memory.
    static void deactivate();
    // The address space that the CPU uses, or nullptr.
    static AddressSpace* active();

    AreaSet& areas() { return areas_; }
    mm::PageTable& page_table() { return page_table_; }

    // Whether page faults in it are told on the console: the self-checks whose lines the course's
    // scripts look for want that.
    bool reports_faults() const { return reports_faults_; }
    void set_reports_faults(bool wanted) { reports_faults_ = wanted; }

  private:
    void release_pages(VirtAddr start, VirtAddr end);

    mm::PageTable page_table_;
    AreaSet areas_;
    bool reports_faults_ = false;
};

}  // namespace vm
