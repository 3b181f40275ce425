// Process numbers.
//
// Layer: process. uCore counterpart: get_pid in kern/process/proc.c.

#include "kern/process/pid_allocator.h"

#include "libs/assert.h"

namespace process {
namespace {

constexpr u32 lowest_bit(u32 word) { return static_cast<u32>(__builtin_ctz(word)); }

// The bits of `word` from bit `first` on; `first` may be 32, then none.
constexpr u32 bits_from(u32 word, u32 first) { return first < 32 ? word & (~u32{0} << first) : 0; }

}  // namespace

u32 PidAllocator::find_free_from(u32 pid) const {
    if (pid >= kLimit)
        return kNone;
    // In the same leaf word; else in a later one of the same middle word; else under a later middle
    // word.
    u32 leaf = pid / kBits;
    if (u32 found = bits_from(leaves_[leaf], pid % kBits))
        return leaf * kBits + lowest_bit(found);
    u32 middle = leaf / kBits;
    u32 later_leaves = bits_from(middle_[middle], leaf % kBits + 1);
    if (later_leaves == 0) {
        u32 later_middles = bits_from(top_, middle + 1);
        if (later_middles == 0)
            return kNone;
        middle = lowest_bit(later_middles);
        later_leaves = middle_[middle];
    }
    leaf = middle * kBits + lowest_bit(later_leaves);
    return leaf * kBits + lowest_bit(leaves_[leaf]);
}

Result<u32> PidAllocator::allocate() {
    u32 pid = find_free_from(next_);
    if (pid == kNone)
        pid = find_free_from(0);
    if (pid == kNone)
        return Error::NoFreeProcess;
    u32 leaf = pid / kBits, middle = leaf / kBits;
    leaves_[leaf] &= ~(u32{1} << pid % kBits);
    if (leaves_[leaf] == 0)
        middle_[middle] &= ~(u32{1} << leaf % kBits);
    if (middle_[middle] == 0)
        top_ &= ~(u32{1} << middle);
    next_ = pid + 1;
    ++in_use_;
    return pid;
}

void PidAllocator::free(u32 pid) {
    ASSERT(pid < kLimit);
    u32 leaf = pid / kBits, middle = leaf / kBits;
    ASSERT((leaves_[leaf] & u32{1} << pid % kBits) == 0);
    leaves_[leaf] |= u32{1} << pid % kBits;
    middle_[middle] |= u32{1} << leaf % kBits;
    top_ |= u32{1} << middle;
    --in_use_;
}

}  // namespace process
