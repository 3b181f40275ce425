// The memory behind malloc: blocks cut from regions that the program's heap grows by.
// Layer: user; pure code, also compiled by the unit tests. uCore: user/libs/malloc.c of its full
// version. Textbook: Kernighan and Ritchie, The C Programming Language, 8.7.
//
// Free blocks are kept in a list sorted by address; a freed block is merged with free neighbours;
// the first one that is large enough is taken. No lock of its own.
#pragma once

#include "libs/scope.h"
#include "libs/types.h"

class UserHeap : NonCopyable {
  public:
    // Gets at least `size` more bytes, zeroed or not, aligned to kAlignment; their number goes to
    // *got. nullptr when there are none. Regions may adjoin earlier ones and be in any order.
    using Grow = void* (*)(usize size, usize* got);

    static constexpr usize kAlignment = 16;

    constexpr explicit UserHeap(Grow more) : grow_(more) {}

    // `size` bytes aligned to kAlignment, or nullptr.
    void* allocate(usize size);

    // The block must have come from allocate; if it is not one in use, panics.
    void free(void* block);

    // How many bytes the block has room for: at least what was asked for.
    static usize size_of(const void* block);

    // Bytes in free blocks, with their headers; and that the list is in order. For tests.
    usize free_bytes() const;
    bool check_invariants() const;

  private:
    // Stands in front of each block. In use: `next` is the mark kInUse's address.
    struct alignas(kAlignment) Header {
        usize size;    // in bytes, this header included; a multiple of sizeof(Header)
        Header* next;  // the next free block, by address
    };
    static_assert(sizeof(Header) == kAlignment);

    static Header* header_of(const void* block);
    static Header* end_of(Header* header);
    static Header* in_use_mark(Header* header);
    bool grow(usize size);
    void insert(Header* added);

    Grow grow_;
    Header* first_ = nullptr;
};
