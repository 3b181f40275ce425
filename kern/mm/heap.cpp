// The kernel heap: slabs for small blocks, whole frames for big ones.
//
// Layer: mm. uCore counterpart: kern/mm/kmalloc.c, whose list of blocks (SLOB) this is not.
//
// A slab is one frame: a header, then blocks of one size, with a bit for each that tells whether
// it is in use. So a block costs no header of its own, nothing of the heap lies inside a free
// block, and a second kfree of the same block is noticed at once. Slabs of one size that have a
// free block are in the list of their size class; full ones are in no list, since a block finds
// its slab by its address; empty ones go back to the frame allocator.
#include "kern/mm/heap.h"

#include "arch/interrupts.h"
#include "arch/layout.h"
#include "kern/mm/failure.h"
#include "kern/mm/frame.h"
#include "kern/mm/page.h"
#include "libs/assert.h"
#include "libs/list.h"
#include "libs/string.h"

namespace mm {
namespace {

using arch::kPageSize;

// Block sizes: multiples of kHeapAlignment that fill a frame behind the header of a slab well.
constexpr u16 kBlockSizes[] = {16,  32,  48,  64,  96,  128,  192,  256,
                               336, 448, 576, 672, 800, 1008, 1344, 2016};
constexpr usize kClasses = sizeof(kBlockSizes) / sizeof(kBlockSizes[0]);
constexpr usize kBiggestBlock = kBlockSizes[kClasses - 1];

// What kfree leaves in a block, so that a use after it shows.
constexpr u8 kFreedByte = 0x5A;

// The header of a slab, at the start of its frame.
struct Slab {
    ListNode link;
    u16 size_class = 0;                 // index into kBlockSizes
    u16 used = 0;                       // blocks in use
    u32 map[kPageSize / 16 / 32] = {};  // a bit for each block, set when it is in use

    using List = IntrusiveList<Slab, &Slab::link>;
};
constexpr usize kHeaderSize = align_up(sizeof(Slab), kHeapAlignment);
static_assert(kHeaderSize + 2 * kBiggestBlock <= kPageSize);

constexpr usize capacity(usize size_class) {
    return (kPageSize - kHeaderSize) / kBlockSizes[size_class];
}

// Slabs with a free block.
constinit Slab::List usable_slabs[kClasses] GUARDED_BY(arch::interrupts_off);
constinit HeapUsage usage GUARDED_BY(arch::interrupts_off) = {};

// The smallest class with blocks of `size` bytes, at most kBiggestBlock.
usize class_for(usize size) {
    usize size_class = 0;
    while (kBlockSizes[size_class] < size) {
        ++size_class;
    }
    return size_class;
}

u8* block_at(Slab& slab, usize index) {
    return reinterpret_cast<u8*>(&slab) + kHeaderSize + index * kBlockSizes[slab.size_class];
}

// Takes a free block of `slab`, which is in the list of its class. Returns the block's index.
usize claim_block(Slab& slab) REQUIRES(arch::interrupts_off) {
    // EXERCISE lab2.5a BEGIN Mark a free block as used; a slab with no other leaves its list
    // HINT slab.map has a bit for each of the capacity(slab.size_class) blocks: find the first that
    // HINT is 0. slab.used counts the others. usable_slabs[slab.size_class] has the slabs of the
    // HINT class that have a free block, and no others.
    usize word = 0;
    while (slab.map[word] == ~u32{0}) {
        ++word;
    }
    const usize index = word * 32 + static_cast<usize>(__builtin_ctz(~slab.map[word]));
    slab.map[index / 32] |= 1u << index % 32;
    ++slab.used;
    if (slab.used == capacity(slab.size_class)) {
        usable_slabs[slab.size_class].remove(slab);
    }
    return index;
    // EXERCISE lab2.5a STUB
    //| NOT_DONE_YET("lab2.5a");
    //| // Until you have a better way, each block has a slab, and so a frame, of its own.
    //| slab.map[0] = 1;
    //| slab.used = 1;
    //| usable_slabs[slab.size_class].remove(slab);
    //| return 0;
    // EXERCISE lab2.5a END
}

// Takes back a block of `slab`. Returns true when the slab is empty now; then it is in no list.
bool release_block(Slab& slab, usize index) REQUIRES(arch::interrupts_off) {
    // EXERCISE lab2.5b BEGIN Mark the block as free; the slab enters its list, or leaves it
    // HINT slab.link.is_linked() tells whether the slab is in its list. One that was full is not,
    // HINT and can be used again now. The result is true when the slab is empty: it has left the
    // HINT list then, and its frame is freed.
    slab.map[index / 32] &= ~(1u << index % 32);
    --slab.used;
    if (!slab.link.is_linked()) {
        usable_slabs[slab.size_class].push_front(slab);
    }
    if (slab.used > 0) {
        return false;
    }
    usable_slabs[slab.size_class].remove(slab);
    return true;
    // EXERCISE lab2.5b STUB
    //| NOT_DONE_YET("lab2.5b");
    //| // Until you have a better way, a slab that was full is not used again before it is empty.
    //| slab.map[index / 32] &= ~(1u << index % 32);
    //| --slab.used;
    //| if (slab.used > 0)
    //|     return false;
    //| if (slab.link.is_linked())
    //|     usable_slabs[slab.size_class].remove(slab);
    //| return true;
    // EXERCISE lab2.5b END
}

void* take_block(Slab& slab) REQUIRES(arch::interrupts_off) {
    const usize index = claim_block(slab);
    ASSERT(index < capacity(slab.size_class));
    ++usage.blocks;
    usage.bytes += kBlockSizes[slab.size_class];
    return block_at(slab, index);
}

// Marks the block as free. Returns true when the slab is empty now: it is in no list then, and the
// caller frees its frame.
bool put_block(Slab& slab, usize index) REQUIRES(arch::interrupts_off) {
    --usage.blocks;
    usage.bytes -= kBlockSizes[slab.size_class];
    if (!release_block(slab, index)) {
        return false;
    }
    --usage.frames;
    return true;
}

void* allocate_small(usize size_class) {
    {
        arch::IrqGuard irq;
        if (Slab* slab = usable_slabs[size_class].front()) {
            return take_block(*slab);
        }
    }
    // The frame allocator may have to write a page to disk first, and wait for it: not with
    // interrupts off. Meanwhile others may add a slab of this class, too; that does no harm.
    auto page = alloc_pages(1);
    if (!page.has_value()) {
        return nullptr;
    }
    page.value()->set(PageFlag::Slab);
    Slab* slab = construct_at(static_cast<Slab*>(page_to_kva(page.value())));
    slab->size_class = static_cast<u16>(size_class);

    arch::IrqGuard irq;
    usable_slabs[size_class].push_front(*slab);
    ++usage.frames;
    return take_block(*slab);
}

void* allocate_frames(usize size) {
    const usize frames = size / kPageSize + (size % kPageSize != 0 ? 1 : 0);
    auto page = alloc_pages(frames);
    if (!page.has_value()) {
        return nullptr;
    }
    page.value()->set(PageFlag::HeapBlock);
    page.value()->set_block_frames(frames);

    arch::IrqGuard irq;
    ++usage.blocks;
    usage.bytes += frames * kPageSize;
    usage.frames += frames;
    return page_to_kva(page.value());
}

void free_small(void* block, Page* page) {
    Slab& slab = *static_cast<Slab*>(page_to_kva(page));
    const usize offset = static_cast<usize>(static_cast<u8*>(block) - block_at(slab, 0));
    const usize size = kBlockSizes[slab.size_class];
    const usize index = offset / size;
    if (offset % size != 0 || index >= capacity(slab.size_class)) {
        PANIC("kfree(%p): not the start of a block", block);
    }
    bool empty;
    {
        arch::IrqGuard irq;
        if ((slab.map[index / 32] >> index % 32 & 1) == 0) {
            PANIC("kfree(%p): double free of a block of %u bytes", block, static_cast<u32>(size));
        }
        memset(block, kFreedByte, size);
        empty = put_block(slab, index);
    }
    if (empty) {
        page->clear(PageFlag::Slab);
        free_pages(page, 1);
    }
}

void free_frames(Page* page) {
    const usize frames = page->block_frames();
    {
        arch::IrqGuard irq;
        page->clear(PageFlag::HeapBlock);
        --usage.blocks;
        usage.bytes -= frames * kPageSize;
        usage.frames -= frames;
    }
    free_pages(page, frames);
}

}  // namespace

void* kmalloc(usize size) {
    // Half of the address space is more than there can be, and keeps the sums below from wrapping.
    if (size > NumericLimits<usize>::max() / 2 || is_to_fail(Allocation::Heap)) {
        return nullptr;
    }
    return size <= kBiggestBlock ? allocate_small(class_for(size)) : allocate_frames(size);
}

void kfree(void* block) {
    if (block == nullptr) {
        return;
    }
    Page* page = kva_to_page(block);
    const bool starts_frame = page_to_kva(page) == block;
    if (page->has(PageFlag::Slab)) {
        free_small(block, page);
    } else if (page->has(PageFlag::HeapBlock) && starts_frame) {
        free_frames(page);
    } else if (page->has(PageFlag::Free)) {
        PANIC("kfree(%p): double free, or no block: its frame is free", block);
    } else {
        PANIC("kfree(%p): not a block of the heap", block);
    }
}

HeapUsage heap_usage() {
    arch::IrqGuard irq;
    return usage;
}

}  // namespace mm
