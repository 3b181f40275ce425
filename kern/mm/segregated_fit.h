// Best fit and worst fit: an allocation gets the first frames of the smallest free block that is
// big enough, or of the biggest one there is; the lowest such block when several are equal.
//
// Layer: mm. uCore counterpart: none (its exercises suggest to write them).
// Reading: Knuth, The Art of Computer Programming, volume 1, section 2.5, "boundary tags";
// Wilson et al., Dynamic Storage Allocation: A Survey, "segregated fits".
#pragma once

#include "kern/mm/pmm_manager.h"

namespace mm {

// Free blocks in bins by size, in no order; neighbours are found through the Page array: the
// first and the last Page of a free block carry its size.
class SegregatedFit final : public PmmManager {
  public:
    // `placement` is BestFit or WorstFit.
    explicit constexpr SegregatedFit(Placement placement) : placement_(placement) {}

    const char* name() const override;
    Placement placement() const override { return placement_; }
    void init(Page* frames) override;
    void init_memmap(Page* base, usize n) override;
    Page* alloc_pages(usize n) override;
    void free_pages(Page* base, usize n) override;
    usize nr_free_pages() const override { return nr_free_; }

  private:
    static constexpr usize kExactBins = 32;  // One for each size up to this, in frames,
    static constexpr usize kRangeBins = 20;  // then up to 64, 128, 256 ... frames.
    static constexpr usize kBins = kExactBins + kRangeBins;

    static usize bin_of(usize frames);
    void add_block(Page* base, usize n);
    void remove_block(Page* base);
    void add_merged(Page* base, usize n);
    bool prefers(const Page& one, const Page& other) const;
    Page* best_in(Page::List& bin, usize n) const;
    Page* find_block(usize n);

    const Placement placement_;
    Page* lowest_ = nullptr;  // All frames ever given lie in [lowest_, limit_).
    Page* limit_ = nullptr;
    usize nr_free_ = 0;
    Page::List bins_[kBins];
};

}  // namespace mm
