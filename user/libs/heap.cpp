// The memory behind malloc. Layer: user. uCore: user/libs/malloc.c of its full version.
#include "user/libs/heap.h"

#include "libs/assert.h"

namespace {

// Longer requests could not be met anyway, and sums with them could wrap around.
constexpr usize kLongest = NumericLimits<usize>::max() / 2;

}  // namespace

UserHeap::Header* UserHeap::header_of(const void* block) {
    ASSERT(is_aligned(reinterpret_cast<uptr>(block), kAlignment));
    return static_cast<Header*>(const_cast<void*>(block)) - 1;
}

UserHeap::Header* UserHeap::end_of(Header* header) {
    return header + header->size / sizeof(Header);
}

// What `next` holds while the block is in use: nothing that a free block or data is likely to have
// there, so that free notices what is no block.
UserHeap::Header* UserHeap::in_use_mark(Header* header) {
    return reinterpret_cast<Header*>(reinterpret_cast<uptr>(header) ^ 0x5AFEB10C);
}

void* UserHeap::allocate(usize size) {
    if (size > kLongest) {
        return nullptr;
    }
    const usize wanted = align_up(max(size, usize{1}), sizeof(Header)) + sizeof(Header);
    for (;;) {
        for (Header** link = &first_; *link != nullptr; link = &(*link)->next) {
            Header* header = *link;
            if (header->size < wanted) {
                continue;
            }
            if (header->size == wanted) {
                *link = header->next;
            } else {  // take the upper end: the list stays as it is
                header->size -= wanted;
                header = end_of(header);
                header->size = wanted;
            }
            header->next = in_use_mark(header);
            return header + 1;
        }
        if (!grow(wanted)) {
            return nullptr;
        }
    }
}

void UserHeap::free(void* block) {
    Header* header = header_of(block);
    if (header->next != in_use_mark(header)) {
        PANIC("free(%p): not a block in use", block);
    }
    insert(header);
}

usize UserHeap::size_of(const void* block) { return header_of(block)->size - sizeof(Header); }

// Gets a region that begins or continues a free block of at least `size` bytes.
bool UserHeap::grow(usize size) {
    usize got = 0;
    auto* region = static_cast<Header*>(grow_(size, &got));
    if (region == nullptr) {
        return false;
    }
    ASSERT(got >= size && is_aligned(reinterpret_cast<uptr>(region), kAlignment));
    region->size = align_down(got, sizeof(Header));
    insert(region);
    return true;
}

// Puts a block into the list, merged with its neighbours where they are free.
void UserHeap::insert(Header* added) {
    Header* before = nullptr;
    Header* after = first_;
    while (after != nullptr && after < added) {
        before = after;
        after = after->next;
    }
    added->next = after;
    if (after != nullptr && end_of(added) == after) {
        added->size += after->size;
        added->next = after->next;
    }
    if (before == nullptr) {
        first_ = added;
    } else if (end_of(before) == added) {
        before->size += added->size;
        before->next = added->next;
    } else {
        before->next = added;
    }
}

usize UserHeap::free_bytes() const {
    usize sum = 0;
    for (const Header* header = first_; header != nullptr; header = header->next) {
        sum += header->size;
    }
    return sum;
}

bool UserHeap::check_invariants() const {
    for (Header* header = first_; header != nullptr; header = header->next) {
        if (header->size == 0 || !is_aligned(header->size, sizeof(Header))) {
            return false;
        }
        // In order, and no two neighbours left unmerged.
        if (header->next != nullptr && end_of(header) >= header->next) {
            return false;
        }
    }
    return true;
}
