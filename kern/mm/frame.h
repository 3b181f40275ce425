// Physical memory: the array of Pages, and the functions that hand frames out.
//
// Layer: mm. uCore counterpart: kern/mm/pmm.h.
#pragma once

#include "kern/mm/address.h"
#include "kern/mm/page.h"
#include "kern/mm/pmm_manager.h"
#include "libs/result.h"
#include "libs/types.h"

namespace mm {

// Makes the array of Pages from the BIOS's map of memory, and gives what is free to the strategy
// that the boot option `pmm` names. NoMemory: the kernel's image leaves next to nothing. Called
// once. Context: boot, interrupts off.
Result<void> pmm_init();

// `n` frames that lie side by side, uninitialised, with no reference; the caller owns them.
// NoMemory.
// Context: any; with interrupts on it may wait for a disk.
Result<Page*> alloc_pages(usize n);
inline Result<Page*> alloc_page() { return alloc_pages(1); }

// Gives back frames that alloc_pages gave. Context: any.
void free_pages(Page* base, usize n);
inline void free_page(Page* page) { free_pages(page, 1); }

// How many frames are free.
usize nr_free_pages();

// The strategy in use.
PmmManager& pmm_manager();

#if LAB >= 3
// Makes room when one frame is wanted and none is free; the vm layer registers one that swaps out.
class FrameReclaimer {
  public:
    // Tries to free `wanted` frames; returns how many it freed. May wait for a disk.
    virtual usize reclaim(usize wanted) = 0;
    // How many frames hold pages of programs, and about how many of these it could free.
    virtual usize user_pages() const = 0;
    virtual usize reclaimable() const = 0;

  protected:
    ~FrameReclaimer() = default;
};
void set_frame_reclaimer(FrameReclaimer* reclaimer);

// How many frames hold pages of programs, and about how many of these the reclaimer could free.
usize nr_user_pages();
usize nr_reclaimable_pages();

// Whether `n` frames may be pinned: enough others are free, or can be swapped out
// (kern/mm/frame_reserve.h).
bool may_pin_frames(usize n);
#endif

// The array of Pages: one for each frame from physical address 0 on.
Span<Page> all_pages();

// Where that array begins.
extern constinit Page* first_page;

// Frame, physical address and kernel address of the same memory.
inline PhysAddr page_to_phys(const Page* page) {
    return PhysAddr(static_cast<uptr>(page - first_page) << arch::kPageShift);
}
inline void* page_to_kva(const Page* page) { return kernel_address(page_to_phys(page)).as<void>(); }
Page* phys_to_page(PhysAddr address);
Page* kva_to_page(const void* address);

}  // namespace mm
