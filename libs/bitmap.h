// Bitmap: an array of bits in memory that the caller owns.
// Layer: libs. uCore: kern/fs/sfs/bitmap.c.
#pragma once

#include "libs/assert.h"
#include "libs/span.h"
#include "libs/types.h"

// How many bits of the word are set. By hand: what the compiler has for it needs the machine's own
// instruction, or a library.
constexpr u32 count_bits(u32 word) {
    word -= word >> 1 & 0x55555555;
    word = (word & 0x33333333) + (word >> 2 & 0x33333333);
    word = (word + (word >> 4)) & 0x0F0F0F0F;
    return word * 0x01010101 >> 24;
}

// Bit i is bit i % 32 of word i / 32. The words are borrowed and keep what they hold: zero them for
// an empty map. Not locked.
class Bitmap {
  public:
    static constexpr usize kNone = NumericLimits<usize>::max();

    constexpr Bitmap() = default;
    // `bit_count` bits; the words must have room for them.
    constexpr Bitmap(Span<u32> words, usize bit_count)
        : words_(words.subspan(0, words_for(bit_count))), bit_count_(bit_count) {}

    // How many words that many bits need.
    static constexpr usize words_for(usize bit_count) {
        return bit_count / kWordBits + (bit_count % kWordBits != 0 ? 1 : 0);
    }

    // In bits.
    constexpr usize size() const { return bit_count_; }

    constexpr bool test(usize bit) const { return (word_of(bit) & mask_of(bit)) != 0; }
    constexpr void set(usize bit) { word_of(bit) |= mask_of(bit); }
    constexpr void clear(usize bit) { word_of(bit) &= ~mask_of(bit); }

    // The first set (clear) bit at `from` or later; kNone when there is none. A word at a time.
    constexpr usize find_next_set(usize from = 0) const { return find(from, 0); }
    constexpr usize find_first_clear(usize from = 0) const { return find(from, ~u32{0}); }

    // Number of set bits.
    constexpr usize count() const {
        usize total = 0;
        for (usize word = 0; word < words_.size(); word++) {
            total += count_bits(word + 1 < words_.size() || bit_count_ % kWordBits == 0
                                    ? words_[word]
                                    : words_[word] & (mask_of(bit_count_) - 1));
        }
        return total;
    }

  private:
    static constexpr usize kWordBits = 32;

    static constexpr u32 mask_of(usize bit) { return u32{1} << bit % kWordBits; }

    constexpr u32& word_of(usize bit) const {
        ASSERT(bit < bit_count_);
        return words_[bit / kWordBits];
    }

    // The first bit at `from` or later that differs from the same bit in `flip`.
    constexpr usize find(usize from, u32 flip) const {
        if (from >= bit_count_) {
            return kNone;
        }
        usize index = from / kWordBits;
        u32 word = (words_[index] ^ flip) & ~(mask_of(from) - 1);
        while (word == 0) {
            if (++index == words_.size()) {
                return kNone;
            }
            word = words_[index] ^ flip;
        }
        const usize found = index * kWordBits + static_cast<usize>(__builtin_ctz(word));
        return found < bit_count_ ? found : kNone;  // the last word may have bits to spare
    }

    Span<u32> words_;
    usize bit_count_ = 0;
};
