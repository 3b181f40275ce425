// Swap slots in a bit set, handed out by next fit.
//
// Layer: vm. uCore counterpart: none.
#include "kern/vm/swap_slots.h"

#include "libs/assert.h"

namespace vm {

void SwapSlots::init(Span<u32> storage, u32 slot_count) {
    const usize words = storage_words(slot_count);
    ASSERT(storage.size() >= words);
    for (u32& word : storage.subspan(0, words))
        word = 0;
    used_ = Bitmap(storage, slot_count);
    capacity_ = 0;
    in_use_ = 0;
    next_ = 1;
    if (slot_count > 0) {
        used_.set(0);
        capacity_ = slot_count - 1;
    }
}

Result<u32> SwapSlots::allocate() {
    if (in_use_ == capacity_)
        return Error::NoMemory;
    usize slot = used_.find_first_clear(next_);
    if (slot == Bitmap::kNone)
        slot = used_.find_first_clear();
    ASSERT(slot != Bitmap::kNone);  // Invariant: capacity_ - in_use_ bits are clear.
    used_.set(slot);
    in_use_++;
    next_ = static_cast<u32>(slot) + 1;
    return static_cast<u32>(slot);
}

void SwapSlots::free(u32 slot) {
    if (slot == 0 || slot > capacity_)
        PANIC("swap: %u is no slot; there are 1 to %u", slot, capacity_);
    if (!used_.test(slot))
        PANIC("swap: double free of slot %u", slot);
    used_.clear(slot);
    in_use_--;
}

}  // namespace vm
