// Stands in for the frame allocator's front end in unit tests (kern/mm/frame.h has the contracts).
// tests/unit/host_frames.cpp defines these functions.
#pragma once

#include "kern/mm/address.h"
#include "kern/mm/page.h"
#include "libs/result.h"
#include "libs/types.h"

namespace mm {

Result<Page*> alloc_pages(usize n);
inline Result<Page*> alloc_page() { return alloc_pages(1); }
void free_pages(Page* base, usize n);
inline void free_page(Page* page) { free_pages(page, 1); }
usize nr_free_pages();
usize nr_user_pages();
usize nr_reclaimable_pages();

class FrameReclaimer {
  public:
    virtual usize reclaim(usize wanted) = 0;
    virtual usize user_pages() const = 0;
    virtual usize reclaimable() const = 0;

  protected:
    ~FrameReclaimer() = default;
};
void set_frame_reclaimer(FrameReclaimer* reclaimer);
bool may_pin_frames(usize n);

PhysAddr page_to_phys(const Page* page);
Page* phys_to_page(PhysAddr address);
void* page_to_kva(const Page* page);
Page* kva_to_page(const void* address);

}  // namespace mm
