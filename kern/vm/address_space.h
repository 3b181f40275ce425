// An address space: which addresses mean something, and the page table that says where.
//
// Layer: vm. uCore counterpart: struct mm_struct in kern/mm/vmm.h.
#pragma once

#include "kern/mm/page_table.h"
#include "kern/vm/area.h"
#if LAB >= 5
#include "kern/sync/sleep_lock.h"
#endif
#include "libs/list.h"
#include "libs/ref.h"
#include "libs/result.h"

namespace vm {

// The user half of an address space. Pages come in when they are touched (fault.cpp), and may leave
// for the swap disk (swap.cpp). Owned by the threads that live in it. Context: thread.
//
// What takes long contains preemption points: unmap, the end of an address space, fork's copy. So
// other threads run meanwhile, and may be at work on the same address space:
//   - Who changes areas, or walks along them, holds change_lock. Page faults wait for it, too: they
//     must not bring in pages where others are being mapped, and fork copies what is there at one
//     time.
//   - The reclaimer does not wait. It changes entries of any address space, also of one that is
//     being made or ended, but never an empty one; so nobody keeps a pointer to an entry, or what
//     it says, across such a point or an allocation.
class AddressSpace : public RefCounted {
  public:
    // An empty one: no user memory, the kernel's half as everywhere. NoMemory.
    static Result<Ref<AddressSpace>> create();

    // For create(), with a root table of its own.
    explicit AddressSpace(mm::PageTable page_table);

    // Ends every mapping, frees the tables. Must not be in use by the CPU. May be preempted.
    ~AddressSpace();
    static void last_owner_gone(AddressSpace* space);

    // Says that [start, start + size) may be used as `permissions` tell; no page comes in yet. The
    // range is widened to whole pages (uCore's mm_map). Invalid for an empty range or one that is
    // not wholly below the kernel, Exists when a part of it is in use, NoMemory.
    Result<void> map(VirtAddr start, usize size, Permissions permissions);

    // Ends the use of [start, start + size), widened to whole pages: pages and swap slots are
    // freed. Invalid as above, NoMemory when an area would have to be split; then nothing has
    // changed. May be preempted; whatever is touched there meanwhile is gone already.
    Result<void> unmap(VirtAddr start, usize size);

    // Maps `page`, which has no mapping yet, at `address`; it may be swapped out from now on.
    // NoMemory. Defined in kern/vm/swap.h.
    Result<void> insert(mm::Page* page, VirtAddr address, mm::PageAccess access);

    // The CPU uses this address space from now on, for a check that has no process.
    void activate();
    // The CPU uses the kernel's own page table from now on: no user memory.
    static void deactivate();
    // The address space that a check has activated, or nullptr.
    static AddressSpace* active();

    AreaSet& areas() { return areas_; }
    mm::PageTable& page_table() { return page_table_; }

    // The entry for the page at `address`, or nullptr when there is not even a table for it.
    mm::Pte* find_entry(VirtAddr address);

    // How many pages it has in memory; whoever maps or unmaps one other than by insert() says so.
    usize resident_pages() const { return resident_pages_; }
    void note_mapped() { ++resident_pages_; }
    void note_unmapped() { --resident_pages_; }

    // All address spaces there are. Context: interrupts off, or nobody makes or ends one meanwhile.
    ListNode all_link;
    using List = IntrusiveList<AddressSpace, &AddressSpace::all_link>;
    static List& all();

    // Whether page faults in it are told on the console: the self-checks whose lines the course's
    // scripts look for want that.
    bool reports_faults() const { return reports_faults_; }
    void set_reports_faults(bool wanted) { reports_faults_ = wanted; }

    // How many address spaces are being ended just now: their pages will be free soon.
    static u32 being_ended();

#if LAB >= 5
    sync::SleepLock change_lock;
#endif

    // The end of the heap that `brk` moves: begins where the program's segments end.
    VirtAddr heap_start, heap_end;

  private:
    void release_pages(VirtAddr start, VirtAddr end);

    mm::PageTable page_table_;
    AreaSet areas_;
    usize resident_pages_ = 0;
    bool reports_faults_ = false;
};

}  // namespace vm
