// malloc and its relatives: a UserHeap over brk, under a lock.
// Layer: user. uCore: user/libs/malloc.c of its full version.
#include "user/libs/malloc.h"

#include "user/libs/heap.h"
#include "user/libs/lock.h"
#include "user/libs/stdlib.h"
#include "user/libs/string.h"

namespace {

// The heap grows by at least this much at a time.
constexpr usize kGrowth = 16 * 4096;

// Moves the break up by `size` bytes, or a little more; *got becomes how much it was.
bool move_break(uintptr_t old_break, usize size, usize* got) {
    const uintptr_t wanted = old_break + size;
    uintptr_t new_break = wanted;
    if (wanted <= old_break || brk(&new_break) != 0 || new_break < wanted) {
        return false;
    }
    *got = new_break - old_break;
    return true;
}

// The break's first position is the start of a page, thus aligned, and so are all that follow.
void* grow_by_brk(usize size, usize* got) {
    uintptr_t old_break = 0;
    if (brk(&old_break) != 0 || old_break == 0) {
        return nullptr;
    }
    // When memory is scarce: no more than what is needed.
    if (!move_break(old_break, max(size, kGrowth), got) && !move_break(old_break, size, got)) {
        return nullptr;
    }
    return reinterpret_cast<void*>(old_break);
}

constinit UserHeap heap(grow_by_brk);
constinit lock_t heap_lock = 0;

class HeapGuard : NonCopyable {
  public:
    [[nodiscard]] HeapGuard() { lock(&heap_lock); }
    ~HeapGuard() { unlock(&heap_lock); }
};

}  // namespace

void* malloc(size_t size) {
    HeapGuard guard;
    return heap.allocate(size);
}

void free(void* block) {
    if (block != nullptr) {
        HeapGuard guard;
        heap.free(block);
    }
}

void* calloc(size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        return nullptr;
    }
    void* block = malloc(total);
    return block == nullptr ? nullptr : memset(block, 0, total);
}

void* realloc(void* block, size_t size) {
    if (block == nullptr) {
        return malloc(size);
    }
    const usize old_size = UserHeap::size_of(block);
    if (size <= old_size) {
        return block;
    }
    void* moved = malloc(size);
    if (moved != nullptr) {
        memcpy(moved, block, old_size);
        free(block);
    }
    return moved;
}
