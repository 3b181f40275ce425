// Requests to the heap, and a model of which bytes are whose.
//
// Layer: selftest. uCore counterpart: check_slab in kern/mm/slab.c.
#include "kern/selftest/heap_workload.h"

#include "libs/prng.h"

namespace selftest {
namespace {

constexpr usize kMaxBlocks = 64;

// Sizes around which heaps go wrong: the ends of size classes, of frames, of the address space.
constexpr usize kCriticalSizes[] = {0,    1,    7,    8,    15,    16,    17,    31,    32,   33,
                                    63,   64,   65,   127,  128,   129,   255,   256,   257,  511,
                                    512,  513,  1023, 1024, 1025,  2015,  2016,  2017,  2047, 2048,
                                    2049, 4047, 4048, 4064, 4079,  4080,  4087,  4088,  4095, 4096,
                                    4097, 8191, 8192, 8193, 12287, 12288, 12289, 16383, 16385};
constexpr usize kHugeSizes[] = {usize{1} << (8 * sizeof(usize) - 1), ~usize{0} - 4096,
                                ~usize{0} - 4095, ~usize{0} - 15, ~usize{0}};

struct Block {
    u8* start;
    usize size;
    u32 pattern;
};

class Checker {
  public:
    explicit Checker(const Heap& heap, u32 seed) : heap_(heap), prng_(seed) {}

    bool critical_sizes();
    bool huge_sizes();
    bool random_sizes(u32 operations);
    bool release_all();
    const HeapReport& report() const { return report_; }

  private:
    bool fail(const char* what, usize size) {
        report_.failure = what;
        report_.size = size;
        return false;
    }
    usize random_size();
    bool allocate(usize size);
    bool release(usize index);

    const Heap& heap_;
    Prng prng_;
    HeapReport report_;
    Block blocks_[kMaxBlocks];
    usize count_ = 0;
};

// Writes the bytes of a block: words that depend on the place and on the block's pattern.
void fill(const Block& block) {
    usize i = 0;
    for (; i + sizeof(u32) <= block.size; i += sizeof(u32)) {
        const u32 word = block.pattern + static_cast<u32>(i);
        __builtin_memcpy(block.start + i, &word, sizeof word);
    }
    for (; i < block.size; ++i) {
        block.start[i] = static_cast<u8>(block.pattern + i);
    }
}

bool is_intact(const Block& block) {
    usize i = 0;
    for (; i + sizeof(u32) <= block.size; i += sizeof(u32)) {
        u32 word;
        __builtin_memcpy(&word, block.start + i, sizeof word);
        if (word != block.pattern + static_cast<u32>(i)) {
            return false;
        }
    }
    for (; i < block.size; ++i) {
        if (block.start[i] != static_cast<u8>(block.pattern + i)) {
            return false;
        }
    }
    return true;
}

bool Checker::allocate(usize size) {
    u8* start = static_cast<u8*>(heap_.allocate(size));
    if (start == nullptr) {
        return fail("kmalloc found no memory", size);
    }
    const usize address = reinterpret_cast<usize>(start);
    if (!is_aligned(address, size < 16 ? 8 : 16)) {
        return fail("the block is not aligned", size);
    }
    for (usize i = 0; i < count_; ++i) {
        const Block& other = blocks_[i];
        if (start == other.start ||
            (start < other.start + other.size && other.start < start + size)) {
            return fail("the block overlaps another one", size);
        }
    }
    ++report_.blocks;
    report_.bytes += static_cast<u32>(size);
    blocks_[count_] = {start, size, prng_.next()};
    fill(blocks_[count_++]);
    return true;
}

bool Checker::release(usize index) {
    const Block block = blocks_[index];
    blocks_[index] = blocks_[--count_];
    if (!is_intact(block)) {
        return fail("somebody else wrote into the block", block.size);
    }
    heap_.release(block.start);
    return true;
}

bool Checker::release_all() {
    while (count_ > 0) {
        if (!release(prng_.below(static_cast<u32>(count_)))) {
            return false;
        }
    }
    return true;
}

// Twice each, so that the second block lies behind the first or fills the same hole.
bool Checker::critical_sizes() {
    for (usize size : kCriticalSizes) {
        if (!allocate(size) || !allocate(size) || !allocate(16)) {
            return false;
        }
        if (count_ + 3 > kMaxBlocks && !release_all()) {
            return false;
        }
    }
    return release_all();
}

bool Checker::huge_sizes() {
    for (usize size : kHugeSizes) {
        if (heap_.allocate(size) != nullptr) {
            return fail("kmalloc gave more than there is", size);
        }
    }
    return true;
}

// Mostly small, sometimes up to half a frame, sometimes up to three frames.
usize Checker::random_size() {
    const u32 kind = prng_.below(8);
    const u32 limit = kind < 6 ? 128 : kind == 6 ? 2100 : 3 * 4096;
    return 1 + prng_.below(limit);
}

bool Checker::random_sizes(u32 operations) {
    for (u32 i = 0; i < operations; ++i) {
        report_.operation = i + 1;
        const u32 odds = i / 128 % 2 == 0 ? 5 : 3;  // fill for a while, then drain
        const bool allocates = count_ == 0 || (prng_.below(8) < odds && count_ < kMaxBlocks);
        const bool ok =
            allocates ? allocate(random_size()) : release(prng_.below(static_cast<u32>(count_)));
        if (!ok) {
            return false;
        }
    }
    return release_all();
}

}  // namespace

HeapReport run_heap_workload(const Heap& heap, u32 seed, u32 operations) {
    Checker checker(heap, seed);
    static_cast<void>(checker.huge_sizes() && checker.critical_sizes() &&
                      checker.random_sizes(operations));
    return checker.report();
}

}  // namespace selftest
