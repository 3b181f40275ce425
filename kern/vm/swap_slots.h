// SwapSlots: which page-sized slots of the swap disk hold a page.
//
// Layer: vm. uCore counterpart: none (kern/fs/swapfs.c derives the slot from the virtual address,
// so that two address spaces share a slot).
#pragma once

#include "libs/bitmap.h"
#include "libs/result.h"
#include "libs/span.h"
#include "libs/types.h"

namespace vm {

// Slots are numbered from 0, but slot 0 is never handed out: the number of a slot is kept in a page
// table entry, and an entry of all zeros means that there is nothing. Context of every function:
// any, with interrupts off.
class SwapSlots {
  public:
    // How many words of storage that many slots need.
    static constexpr usize storage_words(u32 slot_count) { return Bitmap::words_for(slot_count); }

    constexpr SwapSlots() = default;
    SwapSlots(const SwapSlots&) = delete;
    SwapSlots& operator=(const SwapSlots&) = delete;

    // A disk with `slot_count` slots, slot 0 included, all of them free. `storage` is borrowed for
    // good and has at least storage_words(slot_count) words; what they hold does not matter.
    // Without init, and with fewer than two slots, there is room for nothing.
    void init(Span<u32> storage, u32 slot_count);

    // A free slot, which is the caller's until free(). Error::NoMemory when the disk is full:
    // memory and disk together cannot hold what is asked for. (Error::SwapFault: a disk fails.)
    // Goes on where the last search ended, so that pages that leave one after the other lie one
    // after the other, and a search does not pass all slots in use each time.
    Result<u32> allocate();

    // Panics when `slot` is no slot, or free already.
    void free(u32 slot);

    // In slots.
    u32 in_use() const { return in_use_; }
    u32 capacity() const { return capacity_; }

  private:
    Bitmap used_;       // Bit 0 is always set.
    u32 capacity_ = 0;  // How many slots can be handed out.
    u32 in_use_ = 0;    // How many of these are.
    u32 next_ = 0;      // Where the next search begins.
};

}  // namespace vm
