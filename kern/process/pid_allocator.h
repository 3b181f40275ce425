// Process numbers.
//
// Layer: process. uCore counterpart: get_pid in kern/process/proc.c, which searches all processes.
#pragma once

#include "libs/result.h"
#include "libs/types.h"

namespace process {

// Hands out the numbers 0 to kLimit - 1, each once until it is given back. The next higher free
// number comes first, so that a number that was given back is not used again soon. A tree of bit
// sets, 32 branches wide, finds it in a few steps however many are taken. Context: interrupts off.
class PidAllocator {
  public:
    static constexpr u32 kLimit = 8192;

    // Every number is free.
    constexpr PidAllocator();

    // The next free number behind the last one handed out, else the lowest. NoFreeProcess when none
    // is.
    Result<u32> allocate();

    // Panics when `pid` is not in use.
    void free(u32 pid);

    u32 in_use() const { return in_use_; }

  private:
    static constexpr u32 kBits = 32;
    static constexpr u32 kLeafWords = kLimit / kBits;
    static constexpr u32 kMiddleWords = kLeafWords / kBits;
    static_assert(kMiddleWords <= kBits);
    static constexpr u32 kNone = ~u32{0};

    u32 find_free_from(u32 pid) const;

    u32 leaves_[kLeafWords] = {};    // bit: the number is free
    u32 middle_[kMiddleWords] = {};  // bit: the leaf word has a free number
    u32 top_ = 0;                    // bit: the middle word has one
    u32 next_ = 0;                   // where the search begins
    u32 in_use_ = 0;
};

constexpr PidAllocator::PidAllocator() {
    for (u32& word : leaves_)
        word = ~u32{0};
    for (u32& word : middle_)
        word = ~u32{0};
    top_ = (u32{1} << kMiddleWords) - 1;
}

}  // namespace process
