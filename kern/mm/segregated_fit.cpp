// Best fit and worst fit over bins of free blocks with boundary tags.
//
// Layer: mm. uCore counterpart: none.
#include "kern/mm/segregated_fit.h"

#include "libs/assert.h"

namespace mm {

const char* SegregatedFit::name() const {
    return placement_ == Placement::BestFit ? "best_fit_pmm_manager" : "worst_fit_pmm_manager";
}

void SegregatedFit::init(Page*) {
    for (const Page::List& bin : bins_)
        ASSERT(bin.empty());
    lowest_ = limit_ = nullptr;
    nr_free_ = 0;
}

void SegregatedFit::init_memmap(Page* base, usize n) {
    ASSERT(n > 0);
    mark_new(base, n);
    lowest_ = lowest_ == nullptr ? base : min(lowest_, base);
    limit_ = max(limit_, base + n);
    add_merged(base, n);
    nr_free_ += n;
}

Page* SegregatedFit::alloc_pages(usize n) {
    ASSERT(n > 0);
    Page* block = find_block(n);
    if (block == nullptr)
        return nullptr;
    const usize size = block->block_frames();
    remove_block(block);
    if (size > n)
        add_block(block + n, size - n);
    mark_used(block, n);
    nr_free_ -= n;
    return block;
}

void SegregatedFit::free_pages(Page* base, usize n) {
    ASSERT(n > 0);
    mark_free(base, n);
    add_merged(base, n);
    nr_free_ += n;
}

usize SegregatedFit::bin_of(usize frames) {
    if (frames <= kExactBins)
        return frames - 1;
    const usize width = 8 * sizeof(unsigned long) - __builtin_clzl(frames - 1);  // 6 for 33..64
    return min(kExactBins + width - 6, kBins - 1);
}

void SegregatedFit::add_block(Page* base, usize n) {
    base->set(PageFlag::BlockHead);
    base->set_block_frames(n);
    base[n - 1].set_block_frames(n);
    bins_[bin_of(n)].push_front(*base);
}

void SegregatedFit::remove_block(Page* base) {
    bins_[bin_of(base->block_frames())].remove(*base);
    base->clear(PageFlag::BlockHead);
}

// The frames around the range tell by themselves whether they are free: no list is searched.
void SegregatedFit::add_merged(Page* base, usize n) {
    if (base > lowest_ && base[-1].has(PageFlag::Free)) {
        const usize before = base[-1].block_frames();
        base -= before;
        n += before;
        remove_block(base);
    }
    if (base + n < limit_ && base[n].has(PageFlag::Free)) {
        Page* behind = base + n;
        n += behind->block_frames();
        remove_block(behind);
    }
    add_block(base, n);
}

bool SegregatedFit::prefers(const Page& one, const Page& other) const {
    if (one.block_frames() == other.block_frames())
        return &one < &other;
    const bool smaller = one.block_frames() < other.block_frames();
    return smaller == (placement_ == Placement::BestFit);
}

// The block of `bin` that the rule prefers among those of at least `n` frames, or nullptr.
Page* SegregatedFit::best_in(Page::List& bin, usize n) const {
    Page* best = nullptr;
    for (Page& block : bin) {
        if (block.block_frames() < n)
            continue;
        if (best == nullptr || prefers(block, *best))
            best = &block;
    }
    return best;
}

Page* SegregatedFit::find_block(usize n) {
    const usize smallest = bin_of(n);
    for (usize step = 0; step < kBins - smallest; ++step) {
        const usize index = placement_ == Placement::BestFit ? smallest + step : kBins - 1 - step;
        Page* block = best_in(bins_[index], n);
        if (block != nullptr)
            return block;
    }
    return nullptr;
}

}  // namespace mm
