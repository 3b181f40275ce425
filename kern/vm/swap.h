// Swap: user pages leave memory when frames are short, and come back from the disk on a fault.
//
// Layer: vm. uCore counterpart: kern/mm/swap.h, kern/fs/swapfs.h.
//
// A swappable page is mapped once, and its Page says where (Page::user). It may have a slot on the
// disk with the same contents (Page::swap_slot): after it came back it is not written again unless
// it was changed. A page table entry of a page that is away names its slot (Pte::swapped).
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
// `swap` names. nullptr: there is no swap, and an allocation fails when memory is full. Called
// once.
void swap_init(driver::BlockDevice* disk);

// Whether there is a disk to swap to.
bool swap_is_on();

// The policy in use. It may be changed while no page is swappable.
SwapManager& swap_manager();
void set_swap_manager(SwapManager& manager);

// `page`, mapped at `address` of `space` only, may be swapped out from now on.
void swap_add(mm::Page& page, AddressSpace& space, VirtAddr address);

// `page` is about to be unmapped for good: it is not swappable any more, its slot is free.
void swap_forget(mm::Page& page);

// A page that is away is not needed any more: slot `slot` is free.
void swap_release_slot(u32 slot);

// Swaps out up to `wanted` pages. Returns how many frames that made free: fewer when there are no
// more swappable pages, the disk is full, or it fails; the pages are then still there.
usize swap_out(usize wanted);

// A frame with the contents of slot `slot`, which the frame's Page remembers. NoMemory, SwapFault.
Result<mm::Page*> swap_in(u32 slot);

// Undoes swap_in for a page that could not be mapped: frees the frame and leaves the slot alone.
void swap_in_failed(mm::Page& page);

// Lets the policy look at the use of pages. Called now and then, as page faults come.
void swap_tick();

// Pages read from and written to the swap disk since boot.
struct SwapTraffic {
    u32 reads, writes;
};
SwapTraffic swap_traffic();

// Slots in use, and how many the disk has.
u32 swap_slots_in_use();
u32 swap_slots_capacity();

}  // namespace vm
