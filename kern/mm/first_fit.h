// First fit: an allocation gets the first frames of the lowest free block that is big enough.
//
// Layer: mm. uCore counterpart: kern/mm/default_pmm.h.
#pragma once

#include "kern/mm/pmm_manager.h"

namespace mm {

// The default strategy. Its free list holds the free blocks ordered by address, each by its first
// Page, which carries PageFlag::BlockHead and the size of the block.
class FirstFit final : public PmmManager {
  public:
    const char* name() const override { return "default_pmm_manager"; }
    Placement placement() const override { return Placement::FirstFit; }
    void init(Page* frames) override;
    void init_memmap(Page* base, usize n) override;
    Page* alloc_pages(usize n) override;
    void free_pages(Page* base, usize n) override;
    usize nr_free_pages() const override { return nr_free_; }

  private:
    // Invariant: ordered by address; no two blocks touch, but for those that init_memmap gave.
    Page::List free_list_;
    usize nr_free_ = 0;  // Sum of the sizes of all blocks in free_list_.
};

}  // namespace mm
