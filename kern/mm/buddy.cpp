// Buddy system over one list of free blocks for each power of two.
//
// Layer: mm. uCore counterpart: kern/mm/buddy.c (a challenge).
#include "kern/mm/buddy.h"

#include "libs/assert.h"

namespace mm {

void Buddy::init(Page* frames) {
    for (const Page::List& list : blocks_)
        ASSERT(list.empty());
    frames_ = frames;
    lowest_ = limit_ = nullptr;
    nr_free_ = 0;
}

// Cuts the range into the biggest aligned blocks that fit, from its start to its end.
void Buddy::init_memmap(Page* base, usize n) {
    ASSERT(n > 0);
    mark_new(base, n);
    lowest_ = lowest_ == nullptr ? base : min(lowest_, base);
    limit_ = max(limit_, base + n);
    nr_free_ += n;
    while (n > 0) {
        unsigned order = kMaxOrder;
        while (frames_of(order) > n || !is_aligned_block(base, order))
            --order;
        add_merged(base, order);
        base += frames_of(order);
        n -= frames_of(order);
    }
}

Page* Buddy::alloc_pages(usize n) {
    ASSERT(n > 0);
    if (n > frames_of(kMaxOrder))
        return nullptr;
    const unsigned order = order_for(n);
    // EXERCISE lab2.4a BEGIN take a block of 2^order frames; halve a bigger one when there is none
    // HINT blocks_[k] lists the free blocks of 2^k frames; add_block(page, k) adds one to it.
    // HINT mark_used(page, count) makes the frames used and removes their flags.
    unsigned have = order;
    while (have <= kMaxOrder && blocks_[have].empty())
        ++have;
    if (have > kMaxOrder)
        return nullptr;

    Page* block = blocks_[have].pop_front();
    while (have > order) {
        --have;
        add_block(block + frames_of(have), have);
    }
    mark_used(block, frames_of(order));
    nr_free_ -= frames_of(order);
    return block;
    // EXERCISE lab2.4a STUB
    //| static_cast<void>(order);
    //| NOT_IMPLEMENTED("lab2.4a");
    // EXERCISE lab2.4a END
}

void Buddy::free_pages(Page* base, usize n) {
    ASSERT(n > 0 && n <= frames_of(kMaxOrder));
    const unsigned order = order_for(n);
    if (!is_aligned_block(base, order)) {
        PANIC("free_pages: frame %x is no block of %x frames", static_cast<u32>(frame_number(base)),
              static_cast<u32>(frames_of(order)));
    }
    mark_free(base, frames_of(order));
    nr_free_ += frames_of(order);
    add_merged(base, order);
}

// The smallest order whose blocks hold `n` frames.
unsigned Buddy::order_for(usize n) {
    unsigned order = 0;
    while (frames_of(order) < n)
        ++order;
    return order;
}

bool Buddy::is_aligned_block(const Page* page, unsigned order) const {
    return (frame_number(page) & (frames_of(order) - 1)) == 0;
}

// True when `page`, which may lie anywhere, starts a free block of exactly 2^order frames.
bool Buddy::is_free_block(const Page* page, unsigned order) const {
    return page >= lowest_ && page < limit_ && page->has(PageFlag::BlockHead) &&
           page->block_frames() == frames_of(order);
}

void Buddy::add_block(Page* base, unsigned order) {
    base->set(PageFlag::BlockHead);
    base->set_block_frames(frames_of(order));
    blocks_[order].push_front(*base);
}

// Adds a block of free frames, merged with its buddy as long as that one is free too.
void Buddy::add_merged(Page* base, unsigned order) {
    // EXERCISE lab2.4b BEGIN merge the block with its buddy while that is free, then add it
    // HINT The frame numbers of two buddies of 2^k frames differ in bit k only.
    // HINT is_free_block(page, k) is safe for any page; what is merged is no BlockHead any more.
    while (order < kMaxOrder) {
        Page* other = frames_ + (frame_number(base) ^ frames_of(order));
        if (!is_free_block(other, order))
            break;
        blocks_[order].remove(*other);
        other->clear(PageFlag::BlockHead);
        base = min(base, other);
        ++order;
    }
    add_block(base, order);
    // EXERCISE lab2.4b STUB
    //| static_cast<void>(base);
    //| static_cast<void>(order);
    //| NOT_IMPLEMENTED("lab2.4b");
    // EXERCISE lab2.4b END
}

}  // namespace mm
