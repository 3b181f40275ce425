// Swap: user pages leave memory for the swap disk when frames are short, and come back on a page
// fault.
//
// Layer: vm. uCore counterpart: kern/mm/swap.h, kern/fs/swapfs.h.
//
// A page may be mapped in several address spaces (after a fork), always at the same address; it
// leaves all of them and comes back to all of them at once. It may have a slot on the disk with the
// same contents (Page::swap_slot): after it came back it is not written again unless it was
// changed. A page table entry of a page that is away names its slot (Pte::swapped); the slot counts
// these entries.
#pragma once

#include "kern/mm/page.h"
#include "kern/vm/address_space.h"
#include "kern/vm/swap_manager.h"
#include "libs/result.h"
#include "libs/span.h"

namespace driver {
class BlockDevice;
}

namespace vm {

// Has pages swapped out to `disk` when memory is short, chosen by the policy that the boot option
// `swap` names. nullptr, or when there is no memory for what is kept about its slots: there is
// no swap, and an allocation fails when memory is full. Called once.
void swap_init(driver::BlockDevice* disk);

// Whether there is a disk to swap to.
bool swap_is_on();

// The policy in use. It may be changed while no page is swappable.
SwapManager& swap_manager();
void set_swap_manager(SwapManager& manager);

// `page`, now mapped at `address` of `space`, may be swapped out from now on. When it came back
// from a slot that other address spaces name, too, they get it as well.
void swap_add(mm::Page& page, AddressSpace& space, VirtAddr address);

inline Result<void> AddressSpace::insert(mm::Page* page, VirtAddr address, mm::PageAccess access) {
    TRY(page_table_.page_insert(page, address, access));
    note_mapped();
    swap_add(*page, *this, address);
    return {};
}

// The mapping of `page` that `entry` of `space` makes is about to end. With the last one the page
// is not swappable any more, and its slot is free.
void swap_remove(mm::Page& page, AddressSpace& space, mm::Pte entry);

// One more entry names slot `slot`, or one fewer: with the last one the slot is free.
void swap_add_user_of_slot(u32 slot);
void swap_drop_user_of_slot(u32 slot);

// How many entries name slot `slot`.
u32 swap_users_of_slot(u32 slot);

// Swaps out up to `wanted` pages. Returns how many frames that made free: fewer when there are no
// more swappable pages, the disk is full, or it fails; the pages are then still there.
usize swap_out(usize wanted);

// A frame with the contents of slot `slot`, which the frame's Page remembers. NoMemory, SwapFault.
Result<mm::Page*> swap_in(u32 slot);

// Undoes swap_in for a page that could not be mapped: frees the frame and leaves the slot alone.
void swap_in_failed(mm::Page& page);

// Counts a page fault. Once in a while the policy looks at the use of pages: often enough to tell
// them apart, seldom enough not to cost much.
extern constinit u32 faults_until_swap_tick;
void look_at_use();
inline void swap_tick() {
    if (--faults_until_swap_tick == 0)
        look_at_use();
}

// Pages read from and written to the swap disk since boot.
struct SwapTraffic {
    u32 reads, writes;
};
SwapTraffic swap_traffic();

// How many pages more memory and swap disk can hold together.
usize room_for_pages();

// Slots in use, and how many the disk has.
u32 swap_slots_in_use();
u32 swap_slots_capacity();

}  // namespace vm
