// Buddy system: blocks are powers of two, aligned to their size, and merge with their other half.
//
// Layer: mm. uCore counterpart: kern/mm/buddy.h (a challenge).
// Reading: Knuth, The Art of Computer Programming, volume 1, section 2.5, algorithms R and S.
#pragma once

#include "kern/mm/pmm_manager.h"

namespace mm {

// Any request is rounded up to a power of two, in the allocation and when it is freed. Alignment
// counts from frame 0.
class Buddy final : public PmmManager {
  public:
    const char* name() const override { return "buddy_pmm_manager"; }
    Placement placement() const override { return Placement::Buddy; }
    void init(Page* frames) override;
    void init_memmap(Page* base, usize n) override;
    Page* alloc_pages(usize n) override;
    void free_pages(Page* base, usize n) override;
    usize nr_free_pages() const override { return nr_free_; }

  private:
    static constexpr unsigned kMaxOrder = 18;  // The biggest block has 2^18 frames (1 GiB).

    static usize frames_of(unsigned order) { return usize{1} << order; }
    static unsigned order_for(usize n);
    usize frame_number(const Page* page) const { return static_cast<usize>(page - frames_); }
    bool is_aligned_block(const Page* page, unsigned order) const;
    bool is_free_block(const Page* page, unsigned order) const;
    void add_block(Page* base, unsigned order);
    void add_merged(Page* base, unsigned order);

    Page* frames_ = nullptr;
    Page* lowest_ = nullptr;  // All frames ever given lie in [lowest_, limit_).
    Page* limit_ = nullptr;
    usize nr_free_ = 0;
    Page::List blocks_[kMaxOrder + 1];  // Free blocks of 2^order frames.
};

}  // namespace mm
