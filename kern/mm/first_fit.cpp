// First fit over a list of free blocks.
//
// Layer: mm. uCore counterpart: kern/mm/default_pmm.c.
// Reading: Knuth, The Art of Computer Programming, volume 1, section 2.5, algorithms A and B.
#include "kern/mm/first_fit.h"

#include "libs/assert.h"

namespace mm {

void FirstFit::init(Page*) {
    ASSERT(free_list_.empty());
    nr_free_ = 0;
}

void FirstFit::init_memmap(Page* base, usize n) {
    ASSERT(n > 0);
    mark_new(base, n);
    // EXERCISE lab2.1a BEGIN make one free block of the n frames and put it on the free list
    // HINT The first Page of a block knows its size and carries PageFlag::BlockHead.
    // HINT Ranges may come in any order, but the list is ordered by address. Do not merge here: the
    // HINT ranges that the BIOS tells do not touch each other.
    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    Page* next = free_list_.front();
    while (next != nullptr && next < base)
        next = free_list_.next(*next);
    if (next != nullptr) {
        free_list_.insert_before(*next, *base);
    } else {
        free_list_.push_back(*base);
    }
    nr_free_ += n;
    // EXERCISE lab2.1a STUB
    //| NOT_IMPLEMENTED("lab2.1a");
    // EXERCISE lab2.1a END
}

Page* FirstFit::alloc_pages(usize n) {
    ASSERT(n > 0);
    // EXERCISE lab2.1b BEGIN take n frames from the first block that is big enough
    // HINT Walk the list from its front. When the block is bigger than n, its remainder becomes a
    // HINT block of its own, which keeps the place in the list.
    // HINT mark_used(page, n) makes the frames used and removes their flags, BlockHead too.
    Page* page = free_list_.front();
    while (page != nullptr && page->block_frames() < n)
        page = free_list_.next(*page);
    if (page == nullptr)
        return nullptr;

    if (page->block_frames() > n) {
        Page* rest = page + n;
        rest->set_block_frames(page->block_frames() - n);
        rest->set(PageFlag::BlockHead);
        free_list_.insert_after(*page, *rest);
    }
    free_list_.remove(*page);
    nr_free_ -= n;
    mark_used(page, n);
    return page;
    // EXERCISE lab2.1b STUB
    //| NOT_IMPLEMENTED("lab2.1b");
    // EXERCISE lab2.1b END
}

void FirstFit::free_pages(Page* base, usize n) {
    ASSERT(n > 0);
    mark_free(base, n);
    // EXERCISE lab2.1c BEGIN put the n frames back as a block, merged with both neighbours
    // HINT Find the free block behind base first; the one before it in the list, or the last one of
    // HINT all when none lies behind, is the other candidate. A block touches the next one when its
    // HINT first Page plus its size is that one.
    // HINT What is merged into another block is no BlockHead any more.
    Page* next = free_list_.front();
    while (next != nullptr && next < base)
        next = free_list_.next(*next);
    Page* previous = next != nullptr ? free_list_.prev(*next) : free_list_.back();

    base->set_block_frames(n);
    base->set(PageFlag::BlockHead);
    if (previous != nullptr) {
        free_list_.insert_after(*previous, *base);
    } else {
        free_list_.push_front(*base);
    }
    if (next != nullptr && base + n == next) {
        base->set_block_frames(n + next->block_frames());
        next->clear(PageFlag::BlockHead);
        free_list_.remove(*next);
    }
    if (previous != nullptr && previous + previous->block_frames() == base) {
        previous->set_block_frames(previous->block_frames() + base->block_frames());
        base->clear(PageFlag::BlockHead);
        free_list_.remove(*base);
    }
    nr_free_ += n;
    // EXERCISE lab2.1c STUB
    //| NOT_IMPLEMENTED("lab2.1c");
    // EXERCISE lab2.1c END
}

}  // namespace mm
