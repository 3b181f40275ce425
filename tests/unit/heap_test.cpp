// The kernel heap, and the workload that checks it: it must notice bad heaps.
#include "kern/mm/heap.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "arch/interrupts.h"
#include "kern/selftest/heap_workload.h"
#include "tests/unit/host_frames.h"

namespace {

using mm::heap_usage;
using mm::kfree;
using mm::kmalloc;
using selftest::HeapReport;
using selftest::run_heap_workload;

constexpr usize kFrames = 1024;
constexpr usize kHuge = usize{1} << (8 * sizeof(usize) - 1);

class Heap : public testing::Test {
  protected:
    void SetUp() override { host_frames::reset(kFrames); }
    void TearDown() override {
        EXPECT_EQ(heap_usage(), mm::HeapUsage{});
        EXPECT_EQ(mm::nr_free_pages(), kFrames);
        EXPECT_EQ(arch::irq_guards, 0);
        EXPECT_FALSE(host_frames::allocated_with_interrupts_off());
    }
};
using HeapDeathTest = Heap;

TEST_F(Heap, PassesTheWorkload) {
    for (u32 seed = 0; seed < 40; ++seed) {
        const HeapReport report = run_heap_workload({kmalloc, kfree}, seed, 1000);
        ASSERT_EQ(report.failure, nullptr) << report.failure << ", " << report.size << " bytes";
        ASSERT_EQ(heap_usage(), mm::HeapUsage{});
    }
}

TEST_F(Heap, LongWorkload) {
    const HeapReport report = run_heap_workload({kmalloc, kfree}, 3, 100000);
    EXPECT_EQ(report.failure, nullptr) << report.failure;
}

TEST_F(Heap, EverySizeUpToFourFramesIsUsableToItsLastByte) {
    for (usize size = 0; size <= 4 * 4096 + 1; ++size) {
        char* block = static_cast<char*>(kmalloc(size));
        char* behind = static_cast<char*>(kmalloc(size));
        ASSERT_NE(block, nullptr);
        ASSERT_NE(behind, nullptr);
        memset(behind, 0x11, size);
        memset(block, 0x22, size);
        if (size > 0) {
            ASSERT_EQ(behind[0], 0x11);
            ASSERT_EQ(behind[size - 1], 0x11);
        }
        ASSERT_EQ(heap_usage().blocks, 2u);
        ASSERT_GE(heap_usage().bytes, 2 * size);
        ASSERT_EQ(reinterpret_cast<usize>(block) % 16, 0u);
        kfree(block);
        kfree(behind);
    }
}

// K26: sizes just below a frame, sizes that are no power of two frames, sizes past the middle.
TEST_F(Heap, BigBlocksTakeExactlyTheirFrames) {
    const std::pair<usize, usize> cases[] = {{2017, 1},  {4079, 1},  {4080, 1},  {4087, 1},
                                             {4096, 1},  {4097, 2},  {8192, 2},  {8193, 3},
                                             {12289, 4}, {16384, 4}, {20481, 6}, {1 << 20, 256}};
    for (auto [size, frames] : cases) {
        void* block = kmalloc(size);
        ASSERT_NE(block, nullptr) << size;
        EXPECT_EQ(heap_usage().frames, frames) << size;
        EXPECT_EQ(mm::nr_free_pages(), kFrames - frames) << size;
        kfree(block);
        EXPECT_EQ(mm::nr_free_pages(), kFrames) << size;
    }
}

TEST_F(Heap, SizesBeyondMemoryFail) {
    for (usize size : {kFrames * 4096 + 1, kHuge - 1, kHuge, kHuge + 1, ~usize{0} - 4096,
                       ~usize{0} - 4095, ~usize{0} - 4094, ~usize{0}}) {
        EXPECT_EQ(kmalloc(size), nullptr) << size;
    }
    void* all = kmalloc(kFrames * 4096);
    EXPECT_NE(all, nullptr);
    EXPECT_EQ(kmalloc(1), nullptr);
    kfree(all);
}

TEST_F(Heap, SmallBlocksShareFrames) {
    std::vector<void*> blocks;
    for (int i = 0; i < 1000; ++i) {
        blocks.push_back(kmalloc(16));
    }
    EXPECT_EQ(heap_usage().bytes, 16000u);
    EXPECT_EQ(heap_usage().frames, 4u);
    for (int i = 0; i < 1000; i += 2) {
        kfree(blocks[i]);
    }
    EXPECT_EQ(heap_usage().frames, 4u);
    for (int i = 0; i < 1000; i += 2) {
        blocks[i] = kmalloc(13);  // fills the holes
    }
    EXPECT_EQ(heap_usage().frames, 4u);
    for (void* block : blocks) {
        kfree(block);
    }
}

TEST_F(Heap, FreedBlocksAreFilledWithJunk) {
    void* keeps_slab = kmalloc(64);
    char* block = static_cast<char*>(kmalloc(64));
    memset(block, 'x', 64);
    kfree(block);
    EXPECT_EQ(std::string(block, 64), std::string(64, 0x5A));
    kfree(keeps_slab);
}

TEST_F(Heap, NoMemoryIsNoPanicAndLosesNothing) {
    host_frames::fail_after(0);
    EXPECT_EQ(kmalloc(10), nullptr);
    EXPECT_EQ(kmalloc(10000), nullptr);
    EXPECT_EQ(mm::make<int>(3).error(), Error::NoMemory);
    EXPECT_EQ(mm::Owned<int>::create(3).error(), Error::NoMemory);
    host_frames::fail_after(1);
    void* block = kmalloc(10);
    EXPECT_NE(block, nullptr);
    void* same_slab = kmalloc(10);
    EXPECT_NE(same_slab, nullptr);
    EXPECT_EQ(kmalloc(1000), nullptr);
    kfree(block);
    kfree(same_slab);
    kfree(nullptr);
}

TEST_F(HeapDeathTest, DoubleFree) {
    void* keeps_slab = kmalloc(100);
    void* block = kmalloc(100);
    kfree(block);
    EXPECT_DEATH(kfree(block), "kfree.*double free of a block of 128 bytes");
    kfree(keeps_slab);
    EXPECT_DEATH(kfree(keeps_slab), "kfree.*double free");  // its slab is gone, too
    void* big = kmalloc(5000);
    kfree(big);
    EXPECT_DEATH(kfree(big), "kfree.*double free");
}

TEST_F(HeapDeathTest, ForeignPointers) {
    char* block = static_cast<char*>(kmalloc(100));
    EXPECT_DEATH(kfree(block + 16), "kfree.*not the start of a block");
    EXPECT_DEATH(kfree(block - 32), "kfree.*not the start of a block");
    char* big = static_cast<char*>(kmalloc(10000));
    EXPECT_DEATH(kfree(big + 16), "kfree.*not a block of the heap");
    EXPECT_DEATH(kfree(big + 4096), "kfree.*not a block of the heap");
    mm::Page* frame = mm::alloc_pages(1).take();
    EXPECT_DEATH(kfree(mm::page_to_kva(frame)), "kfree.*not a block of the heap");
    int on_the_stack = 0;
    EXPECT_DEATH(kfree(&on_the_stack), "no address of a frame");
    mm::Page* slab = mm::kva_to_page(block);
    EXPECT_DEATH(mm::free_pages(slab, 1), "belongs to the heap");
    mm::free_pages(frame, 1);
    kfree(block);
    kfree(big);
}

// --- Objects --------------------------------------------------------------------------------

struct Counted {
    explicit Counted(int initial, int* counter) : value(initial), living(counter) { ++*living; }
    ~Counted() { --*living; }
    int value;
    int* living;
};

TEST_F(Heap, MakeAndDestroy) {
    int living = 0;
    Counted* object = mm::make<Counted>(7, &living).take();
    EXPECT_EQ(object->value, 7);
    EXPECT_EQ(living, 1);
    mm::destroy(object);
    EXPECT_EQ(living, 0);
    mm::destroy<Counted>(nullptr);
}

TEST_F(Heap, OwnedEndsItsObject) {
    int living = 0;
    {
        mm::Owned<Counted> owned = mm::Owned<Counted>::create(1, &living).take();
        EXPECT_TRUE(owned);
        EXPECT_EQ(owned->value, 1);
        mm::Owned<Counted> other = move(owned);
        EXPECT_FALSE(owned);
        EXPECT_EQ((*other).value, 1);
        EXPECT_EQ(living, 1);
        owned = mm::Owned<Counted>::create(2, &living).take();
        EXPECT_EQ(living, 2);
        owned = move(other);
        EXPECT_EQ(living, 1);
        EXPECT_EQ(owned->value, 1);
        owned.reset();
        EXPECT_EQ(living, 0);
        owned = mm::Owned<Counted>::create(3, &living).take();
    }
    EXPECT_EQ(living, 0);
    Counted* released = mm::Owned<Counted>::create(4, &living).take().release();
    EXPECT_EQ(living, 1);
    mm::destroy(released);
}

// --- The workload notices wrong heaps -------------------------------------------------------

// A heap over the host's, with room behind each block so that mistakes do no harm; never reuses
// memory unless that is the mistake.
struct Sloppy {
    static inline std::vector<void*> blocks;
    static inline int calls;

    static void* give(usize size, usize alignment = 16) {
        if (size > kHuge / 2) {
            return nullptr;
        }
        void* memory = aligned_alloc(64, (size + 4096 + 63) / 64 * 64);
        memset(memory, 0, size + 4096);
        blocks.push_back(memory);
        return static_cast<char*>(memory) + (alignment == 16 ? 0 : alignment);
    }
    static void drop(void*) {}
    static void clear() {
        for (void* block : blocks) {
            free(block);
        }
        blocks.clear();
        calls = 0;
    }
    static bool every(int n) { return ++calls % n == 0; }
};

void* rounds_huge_sizes_to_zero(usize size) { return Sloppy::give(size > kHuge / 2 ? 0 : size); }
void* wraps_at_the_top(usize size) {
    return size > ~usize{0} - 4095 ? Sloppy::give(0) : Sloppy::give(size);
}
void* fails_below_a_frame(usize size) {
    return size >= 4080 && size < 4088 ? nullptr : Sloppy::give(size);
}
void* aligns_to_eight(usize size) { return Sloppy::give(size, 8); }
void* aligns_to_four(usize size) { return Sloppy::give(size, size < 16 ? 4 : 16); }
void* gives_the_last_one_again(usize size) {
    static void* last;
    return Sloppy::every(70) ? last : last = Sloppy::give(size);
}
void* truncates_frames(usize size) {  // 8193 bytes get 8192: the next block starts inside
    static char* next;
    static usize left;
    const usize rounded = size > 4096 ? size / 4096 * 4096 : (size + 15) / 16 * 16 + 16;
    if (size > kHuge / 2) {
        return nullptr;
    }
    if (left < size + 4096 || Sloppy::blocks.empty()) {
        next = static_cast<char*>(Sloppy::give(left = 1 << 20));
    }
    char* block = next;
    next += rounded;
    left -= rounded;
    return block;
}
void* scribbles_into_others(usize size) {
    if (Sloppy::every(50) && Sloppy::blocks.size() > 2) {
        static_cast<char*>(Sloppy::blocks[Sloppy::blocks.size() - 2])[0] ^= 1;
    }
    return Sloppy::give(size);
}
void* clears_one_byte_too_many(usize size) {
    static char* end;
    if (Sloppy::blocks.empty()) {
        end = nullptr;
    }
    char* block = static_cast<char*>(Sloppy::give(size));
    if (end != nullptr && block != nullptr) {
        end[-1] ^= 0x40;
    }
    end = block != nullptr && size > 0 ? block + size : nullptr;
    return block;
}
void* runs_out(usize size) { return Sloppy::every(300) ? nullptr : Sloppy::give(size); }

TEST(HeapWorkload, NoticesEveryMistake) {
    const std::map<std::string, void* (*)(usize)> heaps = {
        {"rounds_huge_sizes_to_zero", rounds_huge_sizes_to_zero},
        {"wraps_at_the_top", wraps_at_the_top},
        {"fails_below_a_frame", fails_below_a_frame},
        {"aligns_to_eight", aligns_to_eight},
        {"aligns_to_four", aligns_to_four},
        {"gives_the_last_one_again", gives_the_last_one_again},
        {"truncates_frames", truncates_frames},
        {"scribbles_into_others", scribbles_into_others},
        {"clears_one_byte_too_many", clears_one_byte_too_many},
        {"runs_out", runs_out},
    };
    for (const auto& [name, allocate] : heaps) {
        for (u32 seed = 1; seed < 6; ++seed) {
            const HeapReport report = run_heap_workload({allocate, Sloppy::drop}, seed, 500);
            EXPECT_NE(report.failure, nullptr) << name << " survives";
            Sloppy::clear();
        }
    }
}

TEST(HeapWorkload, PassesACorrectHeap) {
    auto give = [](usize size) { return Sloppy::give(size); };
    EXPECT_EQ(run_heap_workload({give, Sloppy::drop}, 1, 500).failure, nullptr);
    Sloppy::clear();
}

}  // namespace
